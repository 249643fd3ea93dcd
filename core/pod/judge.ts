import { healNotes } from '../mission/failure-words.ts';
import type { Digest } from '../ports/digest.ts';
import type { Check } from '../wire/check.ts';
import type { FailedEnd, HealReason } from '../wire/event.ts';
import type { Failure } from '../wire/mission.ts';
import type { PodReport } from '../wire/pod.ts';
import type { Finding, Verdict } from '../wire/policy.ts';
import { classifyReport, failedTitles, isTimeFailure } from './classify-report.ts';
import type { FailedCheck } from './failed-checks.ts';
import { failedChecks, failureOfChecks } from './failed-checks.ts';
import { fingerprintChecks, fingerprintFindings, fingerprintOf } from './fingerprint.ts';

/** How often the gate may send a draft back, and how often what a pod found is healed: each is counted for itself. */
export type HealCaps = Readonly<Record<HealReason['source'], number>>;

/** What has been tried: `earlierHeals` are the reasons of all heals asked for so far. */
export interface Tries {
  readonly earlierHeals: readonly Pick<HealReason, 'source' | 'fingerprint' | 'checks'>[];
  readonly maxHeals: HealCaps;
}

/** A pod's report, the draft that it has to be about, and what the app is held to; without a spec, to its own tests alone. */
export interface Judged extends Tries {
  readonly report: PodReport;
  readonly attempt: number;
  readonly treeSha256: string;
  readonly checks: readonly Check[];
  readonly waived: readonly string[];
  /** The check that shows the fault which the mission is for. */
  readonly fault?: string | undefined;
  /** What the rules say of the report's findings; left out where it has none. */
  readonly read?: Verdict;
}

type Heal = { readonly verdict: 'heal'; readonly reason: HealReason };
type GiveUp = { readonly verdict: 'give-up'; readonly failure: Failure; readonly endsAs: FailedEnd };

/** What follows from a pod's report; only `ship` carries digests, and they are the ones that deploy and publish must hold to. */
export type Judgement =
  | { readonly verdict: 'ship'; readonly treeSha256: string; readonly artifactSha256: string }
  | Heal
  | GiveUp;

/** What follows from the gate's verdict on a draft. */
export type GateJudgement = { readonly verdict: 'pass' } | Heal | GiveUp;

/** The same failure may come back once, with another strategy asked for; the third time it stays. */
const maxRepeats = 2;

/**
 * Decides on a report. Only code is healed, as often as `maxHeals` says, and the same failure at most twice (mended, then rethought). A report
 * of another attempt or tree is never shipped, healed or believed.
 */
export const judge =
  (digest: Digest) =>
  (input: Judged): Judgement => {
    const { report } = input;
    const foreign = foreignReport(input);
    if (foreign !== undefined) return giveUp(foreign);
    const failure = classifyReport(report);
    if (failure === undefined) return judgeChecks(digest, input);
    if (failure.kind !== 'code') return judgeOther(digest, input, failure);
    const fingerprint = fingerprintOf(digest, failure, failedTitles(report));
    return healOrGiveUp(input, { source: 'pod', failure, fingerprint, findings: [] });
  };

/** What is no failure of the code ends the mission, but for what reading it found: that is judged like what the gate reads, and healed on its account. */
function judgeOther(digest: Digest, { report, read, ...tries }: Judged, failure: Failure): Judgement {
  if (failure.kind !== 'policy') return giveUp(failure, isTimeFailure(report) ? 'TIMEOUT' : 'FAILED');
  const judgement = read && judgeVerdict(digest, failure.step)({ ...tries, verdict: read });
  return judgement === undefined || judgement.verdict === 'pass' ? giveUp(unsaidFinding) : judgement;
}

const unsaidFinding: Failure = {
  kind: 'provider',
  step: 'judge',
  message: 'The pod refused the app and did not say for what. Retry the mission.',
  excerpt: '',
};

/**
 * What follows from the checks of an app that passed its tests. One that gates and does not hold is healed like any code failure; any other is
 * healed once, in whatever heal names it, and informs from then on. What no browser tried fails nothing.
 */
function judgeChecks(digest: Digest, input: Judged): Judgement {
  const failed = failedChecks(input.report, input);
  const healed = new Set(input.earlierHeals.flatMap(({ checks = [] }) => checks));
  const gates = failed.some(({ isGating }) => isGating);
  if (!gates && failed.every(({ check }) => healed.has(check.id))) return ship(input.report);
  const reason = { ...reasonOfChecks(digest, failed), ...(!gates && ({ informs: true } as const)) };
  const judgement = healOrGiveUp(input, reason);
  return judgement.verdict === 'give-up' && !gates ? ship(input.report) : judgement;
}

/** Decides on an app that passed in the pod and takes the outside for something else than it is. */
export const judgeOutside =
  (digest: Digest) =>
  (input: Tries & { readonly failure: Failure }): Heal | GiveUp => {
    const fingerprint = fingerprintOf(digest, input.failure, []);
    return healOrGiveUp(input, { source: 'pod', failure: input.failure, fingerprint, findings: [] });
  };

/** Why a draft is healed whose checks failed. */
export function reasonOfChecks(digest: Digest, failed: readonly FailedCheck[]): Omit<HealReason, 'strategy'> {
  return {
    source: 'pod',
    failure: failureOfChecks(failed),
    fingerprint: fingerprintChecks(digest, failed),
    findings: [],
    checks: failed.map(({ check }) => check.id),
  };
}

/** Decides on a verdict: `deny` ends the mission BLOCKED, `fix` goes back to the author, as often as the gate may ask. */
export const judgeVerdict =
  (digest: Digest, step = 'gate-draft') =>
  (input: Tries & { readonly verdict: Verdict }): GateJudgement => {
    const { outcome, findings } = input.verdict;
    if (outcome === 'pass') return { verdict: 'pass' };
    const failure = { ...failureOfFindings(findings), step };
    if (outcome === 'deny') return giveUp(failure, 'BLOCKED');
    const fingerprint = fingerprintFindings(digest, findings);
    return healOrGiveUp(input, { source: 'gate', failure, fingerprint, findings });
  };

/** A verdict's findings as the one failure that a mission shows: the worst finding leads, the excerpt lists them all as far as they fit. */
export function failureOfFindings(findings: readonly Finding[]): Failure {
  const [worst] = findings;
  const failure = { kind: 'policy', step: 'gate-draft', excerpt: listFindings(findings) } as const;
  if (worst === undefined) return { ...failure, message: 'The gate refused the draft.' };
  const { rule, path, line } = worst;
  const rest = findings.length > 1 ? ` And ${findings.length - 1} more.` : '';
  return {
    ...failure,
    message: `${worst.why}${rest}`,
    rule,
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
  };
}

const maxExcerptLength = 4_096;

function listFindings(findings: readonly Finding[]): string {
  let text = '';
  for (const { severity, rule, path = '', line, why } of findings) {
    const next = `${severity} ${rule} ${path}${line === undefined ? '' : `:${line}`} ${why}\n`;
    if (new TextEncoder().encode(text + next).length > maxExcerptLength) break;
    text += next;
  }
  return text.trimEnd();
}

function foreignReport(input: Judged): Failure | undefined {
  const { report } = input;
  if (report.attempt === input.attempt && report.tree_sha256 === input.treeSha256) return undefined;
  const message =
    'The pod reported on another draft than the gate passed, so nothing of it is used. Retry the mission.';
  return { kind: 'provider', step: 'judge', message, excerpt: '' };
}

function ship(report: PodReport): Judgement {
  return {
    verdict: 'ship',
    treeSha256: report.tree_sha256,
    artifactSha256: report.artifact_sha256 as string,
  };
}

function giveUp(failure: Failure, endsAs: FailedEnd = 'FAILED'): GiveUp {
  return { verdict: 'give-up', failure, endsAs };
}

function healOrGiveUp(tries: Tries, found: Omit<HealReason, 'strategy'>): Heal | GiveUp {
  const repeats = tries.earlierHeals.filter(({ fingerprint }) => fingerprint === found.fingerprint).length;
  if (repeats >= maxRepeats) return giveUp(withNote(found.failure, healNotes.repeated));
  const heals = tries.earlierHeals.filter(({ source }) => source === found.source).length;
  const most = tries.maxHeals[found.source];
  // What is never mended is not said to have been mended in vain.
  if (most === 0) return giveUp(found.failure);
  if (heals >= most) return giveUp(withNote(found.failure, healNotes[found.source](most)));
  return {
    verdict: 'heal',
    reason: { ...found, findings: [...found.findings], strategy: repeats === 0 ? 'mend' : 'rethink' },
  };
}

function withNote(failure: Failure, note: string): Failure {
  return { ...failure, message: `${failure.message} ${note}` };
}
