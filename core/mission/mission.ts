import { InputRejected } from '../errors.ts';
import type {
  ChainedEvent,
  FailedEnd,
  HealReason,
  MissionEvent,
  MissionFact,
  MissionRequest,
  Pins,
} from '../wire/event.ts';
import { missionFactSchema } from '../wire/event.ts';
import type { AppId, MissionId, PodId } from '../wire/ids.ts';
import type { Cost, Failure, MissionStatus } from '../wire/mission.ts';
import { missionStatusSchema, terminalStatuses } from '../wire/mission.ts';

type FactData<E extends MissionFact['event']> = Extract<MissionFact, { event: E }>['data'];

/** One try at writing and building: attempt 0 is the first draft, each heal one more. */
export interface Attempt {
  readonly attempt: number;
  readonly reason: HealReason | undefined;
  readonly isAuthoring: boolean;
  /** How often a cut-off answer was continued. */
  readonly passes: readonly FactData<'answer-cut-off'>[];
  readonly draft: FactData<'draft-stored'> | undefined;
  readonly gate: 'passed' | 'denied' | undefined;
  readonly handOvers: readonly FactData<'bundle-handed-over'>[];
  readonly report: FactData<'report-received'> | undefined;
}

/** A mission as its events say it is. */
export interface Mission {
  readonly missionId: MissionId;
  readonly request: MissionRequest;
  readonly status: MissionStatus;
  readonly seq: number;
  readonly headSha256: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly message: string;
  readonly pins: Pins | undefined;
  readonly attempts: readonly Attempt[];
  readonly app: { readonly app_id: AppId; readonly slug: string; readonly title: string } | undefined;
  readonly deployIntended: boolean;
  readonly deployment: FactData<'preview-deployed'> | undefined;
  readonly isLive: boolean;
  readonly publishIntended: boolean;
  readonly pullRequest: FactData<'pull-request-opened'> | undefined;
  readonly givenUp: { readonly failure: Failure; readonly endsAs: FailedEnd } | undefined;
  readonly failure: Failure | undefined;
  readonly cost: Cost;
}

/** True when nothing may be appended any more. */
export function hasEnded(mission: Pick<Mission, 'status'>): boolean {
  return (terminalStatuses as readonly string[]).includes(mission.status);
}

/** The attempt that the mission is on. */
export function currentAttempt(mission: Mission): Attempt {
  return mission.attempts.at(-1) ?? emptyAttempt(0, undefined);
}

/** The last attempt whose draft the gate passed. */
export function passedDraft(mission: Mission): FactData<'draft-stored'> | undefined {
  return mission.attempts.findLast((attempt) => attempt.gate === 'passed')?.draft;
}

/** The last attempt's draft whose tests passed: what may be extended. */
export function testedDraft(mission: Mission): FactData<'draft-stored'> | undefined {
  return mission.attempts.findLast((attempt) => attempt.report?.outcome === 'passed')?.draft;
}

/** Every pod that a bundle was handed to. */
export function podsOf(mission: Mission): readonly PodId[] {
  return mission.attempts.flatMap((attempt) => attempt.handOvers.map((handOver) => handOver.pod_id));
}

/** The status after a fact; `present` is the status before it. */
export function statusAfter(
  fact: MissionFact,
  present: MissionStatus,
  request: MissionRequest,
): MissionStatus {
  switch (fact.event) {
    case 'mission-requested':
      return 'QUEUED';
    case 'authoring-started':
    case 'answer-cut-off':
      return fact.data.attempt === 0 ? 'ARCHITECTING' : 'HEALING';
    case 'draft-stored':
    case 'gate-passed':
    case 'draft-denied':
      return 'VALIDATING';
    case 'heal-requested':
      return 'HEALING';
    case 'bundle-handed-over':
    case 'report-received':
      return 'BUILDING';
    case 'given-up':
      return present;
    case 'deploy-intended':
    case 'preview-deployed':
    case 'live-checked':
      return 'DEPLOYING';
    case 'publish-intended':
    case 'pull-request-opened':
      return 'PUBLISHING';
    case 'mission-shipped':
      return shippedStatus(request);
    case 'mission-stopped':
      return fact.data.ends_as;
    case 'mission-cancelled':
      return 'CANCELLED';
    default:
      return fact satisfies never;
  }
}

function shippedStatus(request: MissionRequest): MissionStatus {
  if (request.deploy) return 'DEPLOYED';
  return request.publish ? 'PR_OPENED' : 'BUILT';
}

/** Checks that a stored event is a mission's; throws InputRejected for one that is not (a bug, or a store written by something else). */
export function asMissionEvent(event: ChainedEvent): MissionEvent {
  const fact = missionFactSchema.safeParse({ event: event.event, data: event.data });
  const status = missionStatusSchema.safeParse(event.status);
  if (!fact.success || !status.success) {
    throw new InputRejected(
      'event_unreadable',
      `Event ${event.seq} of ${event.mission_id} is not a mission event.`,
      {
        cause: fact.error ?? status.error,
      },
    );
  }
  return { ...event, ...fact.data, status: status.data } as MissionEvent;
}

/** Folds events, oldest first, into the mission they tell of; undefined when there are none. */
export function foldMission(events: readonly ChainedEvent[]): Mission | undefined {
  let mission: Mission | undefined;
  for (const event of events) mission = applyEvent(mission, asMissionEvent(event));
  return mission;
}

const noCost: Cost = { usd: 0, input_tokens: 0, output_tokens: 0 };

/** The mission after one more event. */
export function applyEvent(mission: Mission | undefined, event: MissionEvent): Mission {
  const base = mission ?? born(event);
  return {
    ...base,
    ...changeOf(base, event),
    status: event.status,
    seq: event.seq,
    headSha256: event.sha256,
    updatedAt: event.at,
    message: event.message,
  };
}

function born(event: MissionEvent): Mission {
  if (event.event !== 'mission-requested') {
    throw new InputRejected(
      'event_unreadable',
      `The first event of ${event.mission_id} is ${event.event}, not mission-requested.`,
    );
  }
  return {
    missionId: event.mission_id,
    request: event.data,
    status: event.status,
    seq: 0,
    headSha256: event.prev_sha256,
    createdAt: event.at,
    updatedAt: event.at,
    message: event.message,
    pins: undefined,
    attempts: [],
    app: undefined,
    deployIntended: false,
    deployment: undefined,
    isLive: false,
    publishIntended: false,
    pullRequest: undefined,
    givenUp: undefined,
    failure: undefined,
    cost: noCost,
  };
}

function changeOf(mission: Mission, event: MissionEvent): Partial<Mission> {
  switch (event.event) {
    case 'mission-requested':
      return {};
    case 'given-up':
      return { givenUp: { failure: event.data.failure, endsAs: event.data.ends_as } };
    case 'deploy-intended':
      return { deployIntended: true, app: event.data.app };
    case 'preview-deployed':
      return { deployment: event.data };
    case 'live-checked':
      return { isLive: true };
    case 'publish-intended':
      return { publishIntended: true, app: event.data.app };
    case 'pull-request-opened':
      return { pullRequest: event.data };
    case 'mission-shipped':
    case 'mission-cancelled':
      return { cost: event.data.cost };
    case 'mission-stopped':
      return { cost: event.data.cost, failure: event.data.failure };
    default:
      return attemptChangeOf(mission, event);
  }
}

type AttemptEvent = Extract<
  MissionEvent,
  {
    event:
      | 'authoring-started'
      | 'answer-cut-off'
      | 'draft-stored'
      | 'gate-passed'
      | 'draft-denied'
      | 'heal-requested'
      | 'bundle-handed-over'
      | 'report-received';
  }
>;

function attemptChangeOf(mission: Mission, event: AttemptEvent): Partial<Mission> {
  switch (event.event) {
    case 'authoring-started':
      return {
        pins: event.data.pins,
        ...changed(mission, event.data.attempt, () => ({ isAuthoring: true })),
      };
    case 'answer-cut-off':
      return {
        cost: addCost(mission.cost, event.data.cost),
        ...changed(mission, event.data.attempt, (attempt) => ({ passes: [...attempt.passes, event.data] })),
      };
    case 'draft-stored':
      return {
        cost: addCost(mission.cost, event.data.cost),
        ...changed(mission, event.data.attempt, () => ({ draft: event.data })),
      };
    case 'gate-passed':
      return changed(mission, event.data.attempt, () => ({ gate: 'passed' }));
    case 'draft-denied':
      return changed(mission, event.data.attempt, () => ({ gate: 'denied' }));
    case 'heal-requested':
      return { attempts: [...mission.attempts, emptyAttempt(event.data.attempt, event.data.reason)] };
    case 'bundle-handed-over':
      return changed(mission, event.data.attempt, (attempt) => ({
        handOvers: [...attempt.handOvers, event.data],
      }));
    case 'report-received':
      return changed(mission, event.data.attempt, () => ({ report: event.data }));
    default:
      return event satisfies never;
  }
}

function emptyAttempt(attempt: number, reason: HealReason | undefined): Attempt {
  return {
    attempt,
    reason,
    isAuthoring: false,
    passes: [],
    draft: undefined,
    gate: undefined,
    handOvers: [],
    report: undefined,
  };
}

function changed(
  mission: Mission,
  number: number,
  change: (attempt: Attempt) => Partial<Attempt>,
): Pick<Mission, 'attempts'> {
  const attempts = mission.attempts.some((attempt) => attempt.attempt === number)
    ? mission.attempts
    : [...mission.attempts, emptyAttempt(number, undefined)];
  return {
    attempts: attempts.map((attempt) =>
      attempt.attempt === number ? { ...attempt, ...change(attempt) } : attempt,
    ),
  };
}

/** The sum of two costs. */
export function addCost(left: Cost, right: Cost): Cost {
  return {
    usd: left.usd + right.usd,
    input_tokens: left.input_tokens + right.input_tokens,
    output_tokens: left.output_tokens + right.output_tokens,
  };
}
