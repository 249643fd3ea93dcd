import * as z from 'zod';
import { runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import type { StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import type { StoredReport } from '../pod/attempt-store.ts';
import { loadReport } from '../pod/attempt-store.ts';
import type { PageControl } from '../pod/page-controls.ts';
import { controlsFor, controlsIn } from '../pod/page-controls.ts';
import type { Check } from '../wire/check.ts';
import { agreedSpec } from './agreed-spec.ts';
import type { DoubtfulCheck } from './doubtful-check.ts';
import { doubtfulCheck } from './doubtful-check.ts';
import { missingPart, nameAt, renameIn } from './fit-check.ts';
import type { CorrectDeps } from './question-check.ts';
import { questionCheck } from './question-check.ts';

/**
 * Looks at the check that found nothing under its names, once and before anything is healed: the quick model picks among the controls that are
 * there, or none. A check that was corrected is tried again on the same tree; one that stays is judged as it came out.
 */
export const correctCheck =
  (deps: CorrectDeps) =>
  async (mission: Mission, stored: StoredReport, signal: AbortSignal): Promise<StageOutput> => {
    const { missionId } = mission;
    const report = await loadReport(deps)(missionId, stored, signal);
    const doubtful = doubtfulCheck(mission, await agreedSpec(deps)(mission, signal), report);
    if (doubtful === undefined) return goTo(missionId, 'judge');
    const controls = choicesFor(doubtful);
    if (controls.length === 0) return keepUnasked(deps, mission, doubtful.check, signal);
    const question = {
      check: doubtful.check,
      told: {
        failed_step: doubtful.index + 1,
        not_found: notFoundIn(doubtful),
        controls: controls.map(({ role, name }, index) => `${index + 1}. ${role} "${name}"`).join('\n'),
      },
      answer: { name: 'choice', schema: choiceSchema(controls.length) },
    };
    const ruled = await questionCheck(deps)(
      mission,
      question,
      ({ choice, why }) => ruleOn(doubtful, choice === null ? undefined : controls[choice - 1], why),
      signal,
    );
    return goTo(missionId, ruled === 'corrected' ? 'build' : 'judge');
  };

/** The part of the step that nothing on the page fits, as the step has it. */
function notFoundIn({ step, page }: DoubtfulCheck): string | undefined {
  const part = missingPart(step, namesOn(page));
  const name = part && nameAt(step, part);
  return name === undefined ? undefined : [name].flat().join(' | ');
}

const namesOn = (page: string): readonly string[] => controlsIn(page).map(({ name }) => name);

async function keepUnasked(
  deps: CorrectDeps,
  { missionId }: Mission,
  check: Check,
  signal: AbortSignal,
): Promise<StageOutput> {
  const why = 'Nothing on the page could be meant by it.';
  const cost = { usd: 0, input_tokens: 0, output_tokens: 0 };
  const command = { kind: 'keep-check', data: { check: check.id, why, cost } } as const;
  await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
  return goTo(missionId, 'judge');
}

const choiceSchema = (most: number) =>
  z.strictObject({
    choice: z.number().int().min(1).max(most).nullable(),
    why: z.string().min(1).max(500),
  });

/** Controls that the step could have meant, those left out that delete something where nothing of the kind was asked. */
function choicesFor({ check, step, page }: DoubtfulCheck): readonly PageControl[] {
  const isAsked = deletes.test(check.words) || deletes.test(JSON.stringify(step));
  return controlsFor(step, page).filter(({ name }) => isAsked || !deletes.test(name));
}

const deletes = /\b(?:clear|delete|discard|erase|remove|reset|trash)\b/i;

function ruleOn({ check, index, step, page }: DoubtfulCheck, picked: PageControl | undefined, why: string) {
  const part = missingPart(step, namesOn(page));
  if (picked === undefined || part === undefined) return { why };
  const corrected = renameIn(check, index, part, picked.name);
  return corrected === undefined ? { why } : { corrected, why };
}
