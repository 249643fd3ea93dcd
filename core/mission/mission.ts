import { addCost } from '../budget/add-cost.ts';
import { InputRejected } from '../errors.ts';
import type { ChainedEvent, FailedEnd, MissionEvent, MissionFact, Pins } from '../wire/event.ts';
import type { AppId, MissionId, UserId } from '../wire/ids.ts';
import type { Cost, Failure, MissionStatus } from '../wire/mission.ts';
import { terminalStatuses } from '../wire/mission.ts';
import type { MissionRequest } from '../wire/mission-request.ts';
import type { Attempt, AttemptEvent } from './attempt.ts';
import { attemptsAfter, emptyAttempt, tryAgain } from './attempt.ts';
import type { PlaceInQueue } from './fair-queue.ts';
import { asMissionEvent } from './mission-event.ts';

type FactData<E extends MissionFact['event']> = Extract<MissionFact, { event: E }>['data'];

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
  readonly spec: FactData<'spec-agreed'> | undefined;
  /** Checks that were doubted, and what came of it: a corrected one is stored under its digest. */
  readonly questioned: readonly { readonly check: string; readonly why: string; readonly sha256?: string }[];
  /** Checks that the owner does without, and by whose word. */
  readonly waived: readonly { readonly check: string; readonly by: UserId }[];
  /** `from` is when it began. */
  readonly waits: readonly (FactData<'wait-began'> & { readonly from: string })[];
  readonly attempts: readonly Attempt[];
  /** The draft that the mission went back to, why, and the attempts after it, which count no more. */
  readonly restored: (FactData<'draft-restored'> & { readonly leftOut: readonly Attempt[] }) | undefined;
  readonly app: { readonly app_id: AppId; readonly slug: string; readonly title: string } | undefined;
  readonly deployIntended: boolean;
  readonly deployment: FactData<'preview-deployed'> | undefined;
  readonly isLive: boolean;
  /** Functions that answered 5xx at the preview. */
  readonly failingLive: NonNullable<FactData<'live-checked'>['failing']>;
  readonly publishIntended: boolean;
  readonly pullRequest: FactData<'pull-request-opened'> | undefined;
  readonly releaseNotes: FactData<'release-noted'> | undefined;
  /** The check that was to show a fault and holds on the app as it is. */
  readonly notShown: FactData<'fault-not-shown'> | undefined;
  readonly givenUp: { readonly failure: Failure; readonly endsAs: FailedEnd } | undefined;
  readonly failure: Failure | undefined;
  /** Secrets that the app asks for and that were not set when it shipped. */
  readonly unsetSecrets: readonly string[];
  readonly cost: Cost;
  /** Told of a mission that waits for a slot, by whoever read the queue; no event holds it. */
  readonly place?: PlaceInQueue | undefined;
}

/** True when nothing may be appended any more. */
export function hasEnded(mission: Pick<Mission, 'status'>): boolean {
  return (terminalStatuses as readonly string[]).includes(mission.status);
}

/** The attempt that the mission is on. */
export function currentAttempt({ attempts }: Pick<Mission, 'attempts'>): Attempt {
  return attempts.at(-1) ?? emptyAttempt(0, undefined);
}

/** Every attempt there was, those that were left out too. */
export function allAttempts({ attempts, restored }: Mission): readonly Attempt[] {
  return [...attempts, ...(restored?.leftOut ?? [])];
}

/** The last attempt whose draft the gate passed. */
export function passedDraft(mission: Mission): FactData<'draft-stored'> | undefined {
  return mission.attempts.findLast((attempt) => attempt.gate === 'passed')?.draft;
}

/** The last attempt's draft whose tests passed: what may be extended. */
export function testedDraft(mission: Mission): FactData<'draft-stored'> | undefined {
  return mission.attempts.findLast((attempt) => attempt.report?.outcome === 'passed')?.draft;
}

/** Whether a mission was given up whose app is tested and runs: it does not do all that it should, or could not be mended. */
export function isWorthShowing({ givenUp, restored, attempts }: Mission): boolean {
  const isOfChecks = givenUp?.failure.step === 'accept';
  return (
    givenUp !== undefined &&
    (isOfChecks || restored !== undefined) &&
    attempts.at(-1)?.report?.outcome === 'passed'
  );
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
    spec: undefined,
    questioned: [],
    waived: [],
    waits: [],
    attempts: [],
    restored: undefined,
    app: undefined,
    deployIntended: false,
    deployment: undefined,
    isLive: false,
    failingLive: [],
    publishIntended: false,
    pullRequest: undefined,
    releaseNotes: undefined,
    notShown: undefined,
    givenUp: undefined,
    failure: undefined,
    unsetSecrets: [],
    cost: noCost,
  };
}

function changeOf(mission: Mission, event: MissionEvent): Partial<Mission> {
  switch (event.event) {
    case 'mission-requested':
      return {};
    case 'spec-agreed':
      return { spec: event.data, cost: addCost(mission.cost, event.data.cost) };
    case 'check-kept':
    case 'check-corrected':
      return questionOf(mission, event);
    case 'checks-waived':
      return { waived: [...mission.waived, ...waiversOf(event.data)] };
    case 'wait-began':
      return { waits: [...mission.waits, { ...event.data, from: event.at }] };
    case 'draft-restored':
      return restoredTo(mission, event.data);
    case 'fault-not-shown':
      return { notShown: event.data };
    case 'given-up':
      return { givenUp: { failure: event.data.failure, endsAs: event.data.ends_as } };
    case 'deploy-intended':
      return { deployIntended: true, app: event.data.app };
    case 'preview-deployed':
      return { deployment: event.data };
    case 'live-checked':
      return { isLive: true, failingLive: event.data.failing ?? [] };
    case 'publish-intended':
      return { publishIntended: true, app: event.data.app };
    case 'pull-request-opened':
      return { pullRequest: event.data };
    case 'release-noted':
      return { releaseNotes: event.data, cost: addCost(mission.cost, event.data.cost) };
    case 'mission-shipped':
      return { cost: event.data.cost, unsetSecrets: event.data.unset_secrets ?? [] };
    case 'mission-cancelled':
      return { cost: event.data.cost };
    case 'mission-stopped':
      return { cost: event.data.cost, failure: event.data.failure };
    default:
      return attemptChangeOf(mission, event);
  }
}

function restoredTo({ attempts }: Mission, data: FactData<'draft-restored'>): Partial<Mission> {
  const isLater = ({ attempt }: Attempt): boolean => attempt > data.attempt;
  return {
    attempts: attempts.filter((attempt) => !isLater(attempt)),
    restored: { ...data, leftOut: attempts.filter(isLater) },
  };
}

const waiversOf = ({ checks, by }: FactData<'checks-waived'>): Mission['waived'] =>
  checks.map((check) => ({ check, by }));

/** A corrected check is tried again on the same draft, so what was reported on it stands no more. */
function questionOf(
  mission: Mission,
  event: Extract<MissionEvent, { event: 'check-kept' | 'check-corrected' }>,
): Partial<Mission> {
  const { check, why, cost } = event.data;
  const isCorrected = event.event === 'check-corrected';
  const questioned = { check, why, ...(isCorrected && { sha256: event.data.check_sha256 }) };
  return {
    questioned: [...mission.questioned, questioned],
    cost: addCost(mission.cost, cost),
    ...(isCorrected && { attempts: tryAgain(mission.attempts) }),
  };
}

function attemptChangeOf(mission: Mission, event: AttemptEvent): Partial<Mission> {
  const { data } = event;
  return {
    attempts: attemptsAfter(mission.attempts, event),
    ...('pins' in data && { pins: data.pins }),
    ...('cost' in data && { cost: addCost(mission.cost, data.cost) }),
  };
}
