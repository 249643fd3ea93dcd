import * as z from 'zod';
import { readMission } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import { loadReport } from '../pod/attempt-store.ts';
import type { FailedCheck } from '../pod/failed-checks.ts';
import { failedChecks, failureOfChecks } from '../pod/failed-checks.ts';
import type { Check } from '../wire/check.ts';
import type { MissionId } from '../wire/ids.ts';
import { agreedSpec } from './agreed-spec.ts';
import { isSameCheck } from './fit-check.ts';
import { isSameElsewhere } from './moved-look.ts';
import type { CorrectDeps } from './question-check.ts';
import { questionCheck } from './question-check.ts';
import { readStep } from './read-steps.ts';

/** What an author says against a check. */
export interface Dispute {
  readonly check: string;
  readonly why: string;
}

/** Disputes that somebody has to look at: of a check that the mission is held to and that nobody has questioned yet, each once. */
export function openDisputes(
  { spec, waived, questioned }: Pick<Mission, 'spec' | 'waived' | 'questioned'>,
  disputes: readonly Dispute[],
): readonly Dispute[] {
  const closed = new Set([...waived, ...questioned].map(({ check }) => check));
  const known = new Set(spec?.checks.map(({ id }) => id));
  return disputes.filter(
    ({ check }, index) =>
      known.has(check) &&
      !closed.has(check) &&
      disputes.findIndex((other) => other.check === check) === index,
  );
}

/** Has what the current draft's author said against checks looked at, one after the other; what came of it is on record when this is done. */
export const settleDisputes =
  (deps: CorrectDeps) =>
  async (missionId: MissionId, signal: AbortSignal): Promise<void> => {
    const mission = await readMission(deps)(missionId, { signal });
    const { draft } = currentAttempt(mission);
    const open = openDisputes(mission, draft?.disputes ?? []);
    if (open.length === 0) return;
    const { checks } = (await agreedSpec(deps)(mission, signal)) ?? { checks: [] };
    const failed = await lastFailed(deps, mission, checks, signal);
    for (const check of checks) {
      const dispute = open.find((one) => one.check === check.id)?.why;
      if (dispute === undefined) continue;
      const seen = failed.find((one) => one.check.id === check.id);
      // As a heal is told of it.
      const told = { dispute, seen: seen && failureOfChecks([seen]).excerpt };
      const question = { check, told, answer: { name: 'ruling', schema: rulingSchema } };
      await questionCheck(deps)(mission, question, (ruling) => ruleOn(check, ruling), signal);
    }
  };

/** The checks that did not hold when an app of this mission was last tried. */
async function lastFailed(
  deps: CorrectDeps,
  { missionId, attempts }: Mission,
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<readonly FailedCheck[]> {
  const stored = attempts.findLast(({ report }) => report !== undefined)?.report;
  if (stored === undefined) return [];
  return failedChecks(await loadReport(deps)(missionId, stored, signal), { checks, waived: [] });
}

const rulingSchema = z.strictObject({
  why: z.string().min(1).max(500),
  /** Every step of the check as it is to be; none where it stays. */
  steps: z.array(z.string()).max(12),
});

function ruleOn(check: Check, { why, steps }: z.infer<typeof rulingSchema>) {
  if (steps.length === 0) return { why };
  const read = steps.map(readStep);
  const corrected = { ...check, steps: read.flatMap((one) => ('step' in one ? [one.step] : [])) };
  const isWhole = corrected.steps.length === steps.length;
  const isSame = isSameCheck(check, corrected) || isSameElsewhere(check, corrected);
  return isWhole && isSame ? { corrected, why } : { why: wouldChange };
}

const wouldChange = 'What was put in its place would change what the check does, so it stays.';
