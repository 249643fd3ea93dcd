import { Conflict, MissionEnded } from '../errors.ts';
import type { HealCaps } from '../pod/judge.ts';
import type { FailedEnd, HealReason, MissionFact, Pins } from '../wire/event.ts';
import type { Failure } from '../wire/mission.ts';
import type { MissionRequest } from '../wire/mission-request.ts';
import type { Receipt } from '../wire/receipt.ts';
import type { Attempt } from './attempt.ts';
import { bill, settle } from './decide-end.ts';
import { giveUp } from './fall-back.ts';
import type { Mission } from './mission.ts';
import { currentAttempt, hasEnded } from './mission.ts';

type FactData<E extends MissionFact['event']> = Extract<MissionFact, { event: E }>['data'];

/** Heals of what a pod found, and drafts sent back by the gate, that a mission may have after its first draft. */
export const maxHeals: HealCaps = { pod: 3, gate: 2 };

/** How often a mission may be healed: never where its owner wrote the files. */
export const healCapsOf = ({ request }: Pick<Mission, 'request'>): HealCaps =>
  request.edit === undefined ? maxHeals : { pod: 0, gate: 0 };

/** What a stage or a person wants of a mission. */
export type Command =
  | { readonly kind: 'request'; readonly request: MissionRequest }
  | { readonly kind: 'agree-spec'; readonly data: FactData<'spec-agreed'> }
  | { readonly kind: 'keep-check'; readonly data: FactData<'check-kept'> }
  | { readonly kind: 'correct-check'; readonly data: FactData<'check-corrected'> }
  | { readonly kind: 'start-authoring'; readonly pins: Pins }
  | { readonly kind: 'note-cut-off'; readonly data: FactData<'answer-cut-off'> }
  | { readonly kind: 'reject-answer'; readonly data: FactData<'answer-rejected'> }
  | { readonly kind: 'store-draft'; readonly data: FactData<'draft-stored'> }
  | { readonly kind: 'pass-gate'; readonly data: FactData<'gate-passed'> }
  | { readonly kind: 'deny-draft'; readonly data: FactData<'draft-denied'> }
  | { readonly kind: 'request-heal'; readonly ofAttempt: number; readonly reason: HealReason }
  | { readonly kind: 'hand-over'; readonly data: FactData<'bundle-handed-over'> }
  | { readonly kind: 'receive-report'; readonly data: FactData<'report-received'> }
  | { readonly kind: 'record-asked'; readonly data: FactData<'outside-asked'> }
  | { readonly kind: 'record-review'; readonly data: FactData<'draft-reviewed'> }
  | { readonly kind: 'give-up'; readonly failure: Failure; readonly endsAs: FailedEnd }
  | { readonly kind: 'note-not-shown'; readonly data: FactData<'fault-not-shown'> }
  | { readonly kind: 'begin-wait'; readonly data: FactData<'wait-began'> }
  | { readonly kind: 'intend-deploy'; readonly data: FactData<'deploy-intended'> }
  | { readonly kind: 'record-preview'; readonly data: FactData<'preview-deployed'> }
  | { readonly kind: 'record-live'; readonly data: FactData<'live-checked'> }
  | { readonly kind: 'intend-publish'; readonly data: FactData<'publish-intended'> }
  | { readonly kind: 'record-pull-request'; readonly data: FactData<'pull-request-opened'> }
  | { readonly kind: 'record-notes'; readonly data: FactData<'release-noted'> }
  | {
      readonly kind: 'settle';
      readonly fault: { readonly failure: Failure; readonly endsAs: FailedEnd } | undefined;
      /** What it cost, as the books say; left out where nobody keeps any. */
      readonly receipt?: Receipt;
      /** Secrets that the app asks for and that are not set. */
      readonly unset?: readonly string[];
    }
  | { readonly kind: 'cancel'; readonly by: string; readonly receipt?: Receipt };

/**
 * What a command adds to a mission: facts, or nothing when it has been done already. Throws MissionEnded after the terminal event (the
 * fence) and Conflict when the command does not fit the mission's state.
 */
export function decide(mission: Mission | undefined, command: Command): readonly MissionFact[] {
  if (command.kind === 'request') return request(mission, command.request);
  if (mission === undefined)
    throw new Conflict('mission_unknown', 'This mission has not been requested yet.');
  if (hasEnded(mission)) return afterEnd(mission, command);
  return decideOpen(mission, command);
}

/** What the owner does without is on record from the start, by whom. */
function request(mission: Mission | undefined, data: MissionRequest): readonly MissionFact[] {
  if (mission !== undefined) return [];
  const { waive = [], owner: by } = data;
  return [
    { event: 'mission-requested', data },
    ...(waive.length === 0 ? [] : [{ event: 'checks-waived', data: { checks: waive, by } } as const]),
  ];
}

function afterEnd(mission: Mission, command: Command): readonly MissionFact[] {
  if (command.kind === 'settle') return [];
  if (command.kind !== 'cancel')
    throw new MissionEnded('mission_ended', `This mission has ended ${mission.status}.`);
  if (mission.status === 'CANCELLED') return [];
  throw new Conflict(
    'mission_ended',
    `This mission has already ended ${mission.status}; there is nothing left to cancel.`,
  );
}

type OpenCommand = Exclude<Command, { kind: 'request' }>;

function decideOpen(mission: Mission, command: OpenCommand): readonly MissionFact[] {
  switch (command.kind) {
    case 'cancel':
      return [{ event: 'mission-cancelled', data: { by: command.by, ...bill(mission, command.receipt) } }];
    case 'settle':
      return settle(mission, command.fault, command.receipt, command.unset);
    case 'give-up':
      return giveUp(mission, command);
    case 'agree-spec':
      return once(mission.spec !== undefined, { event: 'spec-agreed', data: command.data });
    case 'keep-check':
      return once(isQuestioned(mission, command.data.check), { event: 'check-kept', data: command.data });
    case 'correct-check':
      return correctCheck(mission, command.data);
    case 'note-not-shown':
      return once(mission.notShown !== undefined, { event: 'fault-not-shown', data: command.data });
    case 'begin-wait':
      return once(isKnownWait(mission, command.data), { event: 'wait-began', data: command.data });
    case 'intend-deploy':
    case 'record-preview':
    case 'record-live':
    case 'intend-publish':
    case 'record-pull-request':
    case 'record-notes':
      return decideShipping(mission, command);
    default:
      return decideAttempt(mission, currentAttempt(mission), command);
  }
}

type ShippingCommand = Extract<
  OpenCommand,
  {
    kind:
      | 'intend-deploy'
      | 'record-preview'
      | 'record-live'
      | 'intend-publish'
      | 'record-pull-request'
      | 'record-notes';
  }
>;

/** A check is questioned once: what was said of it then stays. */
function isQuestioned({ questioned }: Mission, check: string): boolean {
  return questioned.some((earlier) => earlier.check === check);
}

function correctCheck(mission: Mission, data: FactData<'check-corrected'>): readonly MissionFact[] {
  if (mission.spec?.checks.some(({ id }) => id === data.check) !== true)
    throw new Conflict('check_unknown', `The spec of this mission has no check ${data.check}.`);
  return once(isQuestioned(mission, data.check), { event: 'check-corrected', data });
}

function isKnownWait({ waits }: Mission, { stage, until }: FactData<'wait-began'>): boolean {
  return waits.some((earlier) => earlier.stage === stage && earlier.until === until);
}

/** A fact that has not been put on record yet. */
function once(isDone: boolean, fact: MissionFact): readonly MissionFact[] {
  return isDone ? [] : [fact];
}

function decideShipping(mission: Mission, command: ShippingCommand): readonly MissionFact[] {
  switch (command.kind) {
    case 'intend-deploy':
      return once(mission.deployIntended, { event: 'deploy-intended', data: command.data });
    case 'record-preview':
      return once(mission.deployment !== undefined, { event: 'preview-deployed', data: command.data });
    case 'record-live':
      return once(mission.isLive, { event: 'live-checked', data: command.data });
    case 'intend-publish':
      return once(mission.publishIntended, { event: 'publish-intended', data: command.data });
    case 'record-pull-request':
      return once(mission.pullRequest !== undefined, { event: 'pull-request-opened', data: command.data });
    case 'record-notes':
      return once(mission.releaseNotes !== undefined, { event: 'release-noted', data: command.data });
  }
}

type AttemptCommand = Exclude<
  OpenCommand,
  | ShippingCommand
  | {
      kind:
        | 'cancel'
        | 'settle'
        | 'give-up'
        | 'note-not-shown'
        | 'begin-wait'
        | 'agree-spec'
        | 'keep-check'
        | 'correct-check';
    }
>;

function decideAttempt(mission: Mission, attempt: Attempt, command: AttemptCommand): readonly MissionFact[] {
  if (isOvertaken(attempt, command)) return [];
  switch (command.kind) {
    case 'start-authoring':
      return once(attempt.isAuthoring, {
        event: 'authoring-started',
        data: { attempt: attempt.attempt, pins: command.pins },
      });
    case 'note-cut-off':
      return once(hasPass(attempt, command.data.pass), { event: 'answer-cut-off', data: command.data });
    case 'reject-answer':
      return once(hasPass(attempt, command.data.pass), { event: 'answer-rejected', data: command.data });
    case 'store-draft':
      return once(attempt.draft !== undefined, { event: 'draft-stored', data: command.data });
    case 'pass-gate':
      return once(attempt.gate !== undefined, { event: 'gate-passed', data: command.data });
    case 'deny-draft':
      return once(attempt.gate !== undefined, { event: 'draft-denied', data: command.data });
    case 'request-heal':
      return requestHeal(mission, command);
    case 'hand-over':
      return handOver(attempt, command.data);
    case 'receive-report':
      return once(isReported(attempt, command.data), { event: 'report-received', data: command.data });
    case 'record-asked':
      return once(attempt.asked !== undefined, { event: 'outside-asked', data: command.data });
    case 'record-review':
      return once(attempt.review !== undefined, { event: 'draft-reviewed', data: command.data });
  }
}

/** A pod reports once, also on a draft that is tried again since. */
function isReported({ report, overtakenReports }: Attempt, { pod_id }: FactData<'report-received'>): boolean {
  return report !== undefined || overtakenReports.some((earlier) => earlier.pod_id === pod_id);
}

function hasPass(attempt: Attempt, pass: number): boolean {
  const passes = [...attempt.passes, ...attempt.rejections];
  return attempt.draft !== undefined || passes.some((earlier) => earlier.pass === pass);
}

/** Word of another attempt than the present one comes from an invocation that was thought dead; its work is not wanted any more. */
function isOvertaken(attempt: Attempt, command: AttemptCommand): boolean {
  return 'data' in command && command.kind !== 'hand-over' && command.data.attempt !== attempt.attempt;
}

function requestHeal(
  mission: Mission,
  command: Extract<Command, { kind: 'request-heal' }>,
): readonly MissionFact[] {
  const present = currentAttempt(mission).attempt;
  // A mission goes back once, and to what ships as it is.
  if (present > command.ofAttempt || mission.restored !== undefined) return [];
  const { source } = command.reason;
  const heals = mission.attempts.filter(({ reason }) => reason?.source === source).length;
  const most = healCapsOf(mission)[source];
  if (heals >= most)
    throw new Conflict('heals_spent', `This mission is healed at most ${most} times of one cause.`);
  return [{ event: 'heal-requested', data: { attempt: present + 1, reason: command.reason } }];
}

function handOver(attempt: Attempt, data: FactData<'bundle-handed-over'>): readonly MissionFact[] {
  if (attempt.handOvers.some((earlier) => earlier.pod_id === data.pod_id)) return [];
  if (
    attempt.attempt !== data.attempt ||
    attempt.gate !== 'passed' ||
    attempt.draft?.tree_sha256 !== data.tree_sha256
  ) {
    throw new Conflict('tree_not_passed', 'Only the tree that the gate passed is built.');
  }
  return [{ event: 'bundle-handed-over', data }];
}
