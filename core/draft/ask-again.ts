import { costOf } from '../budget/price-model.ts';
import { redactAll, secretRedactor } from '../gate/redact-secrets.ts';
import { runCommand } from '../mission/append-facts.ts';
import { afterGivenUp } from '../mission/follow-judgement.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import type { AuthorOutcome } from '../skill/author-outcome.ts';
import type { Progress } from '../skill/author-progress.ts';
import type { Cannot } from '../wire/draft.ts';
import type { FailedEnd } from '../wire/event.ts';
import type { Failure } from '../wire/mission.ts';
import type { AnswerPart } from './answer-parts.ts';
import type { Miss } from './apply-written.ts';
import { answersSoFar } from './attempt-progress.ts';
import type { AuthorDeps } from './author.ts';
import { collectWritten } from './collect-written.ts';
import { savePartial } from './draft-store.ts';
import type { AuthorWork } from './follow-authored.ts';

export type AskAgainDeps = AuthorDeps;

type Spent = Pick<AuthorOutcome, 'model_id' | 'usage'>;

/** Answers without their end that an attempt may have before it is given up. */
const maxPasses = 4;
/** Answers that cannot be read which are asked for again. */
const maxRepeats = 2;
const maxWhyLength = 500;

/** What an answer without its end leaves: its finished blocks, and what is said of it. */
interface Unended {
  readonly parts: readonly AnswerPart[];
  readonly last: Extract<NonNullable<Progress['last']>, { because: 'length' | 'stream' | 'missing' }>;
  /** The provider's own words, where its stream broke. */
  readonly why: string | undefined;
}

/** Keeps what arrived of an answer without its end, and has the author go on. */
export const continueAnswer =
  (deps: AskAgainDeps) =>
  async (work: AuthorWork, spent: Spent, unended: Unended, signal: AbortSignal): Promise<StageOutput> => {
    const { mission, stage } = work;
    const { attempt, passes } = currentAttempt(mission);
    const parts = [...work.progress.parts, ...unended.parts];
    const { because } = unended.last;
    const progress: Progress = {
      parts,
      last: unended.last,
      missing: missingOf(work, parts),
      brokeOff: because === 'stream' ? spent.model_id : null,
    };
    const data = {
      ...(await keepProgress(deps, work, spent, progress, signal)),
      attempt,
      because,
      files: parts.filter(({ kind }) => kind !== 'block').length,
      ...(unended.why !== undefined && { why: unended.why.slice(0, maxWhyLength) }),
      model_id: spent.model_id,
    };
    await runCommand(deps)(
      { missionId: mission.missionId, command: { kind: 'note-cut-off', data }, actor: 'gantry' },
      { signal },
    );
    if (passes.length + 1 < maxPasses) return again(work);
    const message = unendedWords[because];
    return giveUp(deps)(
      work,
      { kind: 'provider', step: stage, message, excerpt: data.why ?? '' },
      'FAILED',
      signal,
    );
  };

const unendedWords = {
  length: `The model's answer was longer than ${maxPasses} replies. Ask for a smaller app, or use a model with longer answers.`,
  stream: `The model's answer broke off ${maxPasses} times. Retry the mission in a while, or use another model.`,
  missing: `The model planned files that it did not write when asked ${maxPasses} times. Retry the mission, or use another model.`,
} as const;

function missingOf({ source }: AuthorWork, parts: readonly AnswerPart[]): string[] {
  const { written } = collectWritten(parts);
  const there = new Set([...source, ...written.files, ...written.edits].map(({ path }) => path));
  return (written.app?.files ?? []).filter((path) => !there.has(path));
}

/** Why an answer is of no use. */
type Rejection =
  | { readonly because: 'unreadable'; readonly why: string }
  | { readonly because: 'unchanged'; readonly why: string }
  | {
      readonly because: 'missed';
      readonly why: string;
      readonly misses: readonly Miss[];
      readonly parts: readonly AnswerPart[];
    };

/** Asks once more, and says what was wrong; an answer that cannot be read is asked for again twice. */
export const rejectAnswer =
  (deps: AskAgainDeps) =>
  async (work: AuthorWork, spent: Spent, rejection: Rejection, signal: AbortSignal): Promise<StageOutput> => {
    const { mission, stage } = work;
    const { attempt, rejections } = currentAttempt(mission);
    const { because } = rejection;
    const why = rejection.why.slice(0, maxWhyLength);
    const earlier = rejections.filter((other) => other.because === because).length;
    if (because === 'unreadable' && earlier >= maxRepeats) {
      const message = `The model's answer could not be read ${maxRepeats + 1} times. Retry the mission, or use another model.`;
      return giveUp(deps)(work, { kind: 'provider', step: stage, message, excerpt: why }, 'FAILED', signal);
    }
    const progress: Progress = {
      ...work.progress,
      ...(rejection.because === 'missed' && { parts: [...rejection.parts] }),
      last: lastOf(rejection, why),
      brokeOff: null,
    };
    const kept = await keepProgress(deps, work, spent, progress, signal);
    const redact = secretRedactor(deps.texts.policy.content);
    const data = { ...kept, attempt, because, why: await redact(why) };
    await runCommand(deps)(
      { missionId: mission.missionId, command: { kind: 'reject-answer', data }, actor: 'gantry' },
      { signal },
    );
    return again(work);
  };

function lastOf(rejection: Rejection, why: string): NonNullable<Progress['last']> {
  switch (rejection.because) {
    case 'unreadable':
      return { because: 'unreadable', why };
    case 'unchanged':
      return { because: 'unchanged' };
    case 'missed':
      return { because: 'missed', misses: rejection.misses.map((miss) => ({ ...miss })) };
  }
}

/** An answer that changes nothing is asked for once more; after that the failure that it was to mend stands. */
export const unchanged =
  (deps: AskAgainDeps) =>
  async (work: AuthorWork, spent: Spent, signal: AbortSignal): Promise<StageOutput> => {
    const { rejections, reason } = currentAttempt(work.mission);
    if (!rejections.some(({ because }) => because === 'unchanged'))
      return rejectAnswer(deps)(work, spent, { because: 'unchanged', why: 'It changes no file.' }, signal);
    const failure: Failure = reason?.failure ?? {
      kind: 'code',
      step: work.stage,
      message: 'The model found nothing to change. Say what is to be different, and try again.',
      excerpt: '',
    };
    return giveUp(deps)(work, failure, 'FAILED', signal);
  };

/** The model will not do it, in its own words. */
export const refused =
  (deps: AskAgainDeps) =>
  async (work: AuthorWork, text: string, signal: AbortSignal): Promise<StageOutput> => {
    const message =
      text.trim() ||
      'The model refused this without saying why. Say it in other words, or use another model.';
    return giveUp(deps)(work, { kind: 'provider', step: work.stage, message, excerpt: '' }, 'FAILED', signal);
  };

/** What cannot be built here is said, and what could be instead. */
export const declined =
  (deps: AskAgainDeps) =>
  async (work: AuthorWork, { why, nearest }: Cannot, signal: AbortSignal): Promise<StageOutput> => {
    const message = `${why.trim()} ${nearest.trim()}`.trim();
    return giveUp(deps)(
      work,
      { kind: 'unsupported', step: work.stage, message, excerpt: '' },
      'BLOCKED',
      signal,
    );
  };

const giveUp =
  (deps: AskAgainDeps) =>
  async (work: AuthorWork, said: Failure, endsAs: FailedEnd, signal: AbortSignal): Promise<StageOutput> => {
    const { missionId } = work.mission;
    const failure = await redactAll(secretRedactor(deps.texts.policy.content), said);
    const command = { kind: 'give-up', failure, endsAs } as const;
    const mission = await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
    return goTo(missionId, afterGivenUp(mission));
  };

async function keepProgress(
  deps: AskAgainDeps,
  { mission }: AuthorWork,
  spent: Spent,
  progress: Progress,
  signal: AbortSignal,
) {
  const present = currentAttempt(mission);
  const pass = answersSoFar(present) + 1;
  const text = JSON.stringify(progress);
  const partial_key = await savePartial(deps)(mission.missionId, present.attempt, pass, text, signal);
  return { pass, partial_key, cost: costOf(deps.model, spent.model_id, spent.usage) };
}

function again({ mission, stage }: AuthorWork): StageOutput {
  return goTo(mission.missionId, stage === 'draft-app' ? 'draft' : 'heal');
}
