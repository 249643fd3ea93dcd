import type { HealReason, MissionEvent, MissionFact } from '../wire/event.ts';
import type { Finding } from '../wire/policy.ts';

type FactData<E extends MissionFact['event']> = Extract<MissionFact, { event: E }>['data'];

/** One try at writing and building: attempt 0 is the first draft, each heal one more. */
export interface Attempt {
  readonly attempt: number;
  readonly reason: HealReason | undefined;
  readonly isAuthoring: boolean;
  /** How often a cut-off answer was continued. */
  readonly passes: readonly FactData<'answer-cut-off'>[];
  /** Answers that were of no use, and what the model is told of each. */
  readonly rejections: readonly FactData<'answer-rejected'>[];
  readonly draft: FactData<'draft-stored'> | undefined;
  readonly gate: 'passed' | 'denied' | undefined;
  /** What the gate found in a draft that it let pass. */
  readonly warnings: readonly Finding[];
  readonly handOvers: readonly FactData<'bundle-handed-over'>[];
  readonly report: FactData<'report-received'> | undefined;
  /** Reports before a check was corrected. */
  readonly overtakenReports: readonly FactData<'report-received'>[];
  /** How the places outside answered, where they were asked for real. */
  readonly asked: FactData<'outside-asked'> | undefined;
  readonly review: FactData<'draft-reviewed'> | undefined;
}

/** The events that are about one attempt. */
export type AttemptEvent = Extract<
  MissionEvent,
  {
    event:
      | 'authoring-started'
      | 'answer-cut-off'
      | 'answer-rejected'
      | 'draft-stored'
      | 'gate-passed'
      | 'draft-denied'
      | 'heal-requested'
      | 'bundle-handed-over'
      | 'report-received'
      | 'outside-asked'
      | 'draft-reviewed';
  }
>;

/** An attempt of which nothing is known yet. */
export function emptyAttempt(attempt: number, reason: HealReason | undefined): Attempt {
  return {
    attempt,
    reason,
    isAuthoring: false,
    passes: [],
    rejections: [],
    draft: undefined,
    gate: undefined,
    warnings: [],
    handOvers: [],
    report: undefined,
    overtakenReports: [],
    asked: undefined,
    review: undefined,
  };
}

/** The attempts after one more event; the first event of an attempt brings it into being. */
export function attemptsAfter(attempts: readonly Attempt[], event: AttemptEvent): readonly Attempt[] {
  const number = event.data.attempt;
  if (event.event === 'heal-requested') return [...attempts, emptyAttempt(number, event.data.reason)];
  const present = attempts.some(({ attempt }) => attempt === number)
    ? attempts
    : [...attempts, emptyAttempt(number, undefined)];
  return present.map((attempt) =>
    attempt.attempt === number ? { ...attempt, ...changeOf(attempt, event) } : attempt,
  );
}

/** The attempts when the last one's draft is to be tried again. */
export function tryAgain(attempts: readonly Attempt[]): readonly Attempt[] {
  const last = attempts.at(-1);
  if (last?.report === undefined) return attempts;
  const overtakenReports = [...last.overtakenReports, last.report];
  return [...attempts.slice(0, -1), { ...last, report: undefined, overtakenReports }];
}

function changeOf(
  attempt: Attempt,
  event: Exclude<AttemptEvent, { event: 'heal-requested' }>,
): Partial<Attempt> {
  switch (event.event) {
    case 'authoring-started':
      return { isAuthoring: true };
    case 'answer-cut-off':
      return { passes: [...attempt.passes, event.data] };
    case 'answer-rejected':
      return { rejections: [...attempt.rejections, event.data] };
    case 'draft-stored':
      return { draft: event.data };
    case 'gate-passed':
      return { gate: 'passed', warnings: event.data.findings };
    case 'draft-denied':
      return { gate: 'denied' };
    case 'bundle-handed-over':
      return { handOvers: [...attempt.handOvers, event.data] };
    case 'report-received':
      return { report: event.data };
    case 'outside-asked':
      return { asked: event.data };
    case 'draft-reviewed':
      return { review: event.data };
  }
}
