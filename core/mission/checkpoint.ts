import type { MissionId } from '../wire/ids.ts';
import type { MissionRequest } from '../wire/mission-request.ts';
import type { Checkpoint } from '../wire/receipt.ts';
import { checkStanding, failing } from './check-standing.ts';
import type { Mission } from './mission.ts';
import { currentAttempt, testedDraft } from './mission.ts';

/** The last draft that is stored and that policy did not deny: where a retry can go on. Undefined where there is none. */
export function checkpointOf(mission: Mission): Checkpoint | undefined {
  const stored = mission.attempts.findLast(({ draft, gate }) => draft !== undefined && gate !== 'denied');
  if (stored?.draft === undefined) return undefined;
  return { mission_id: mission.missionId, attempt: stored.attempt, tree_sha256: stored.draft.tree_sha256 };
}

/**
 * What the retry of a mission goes on from, so that what is written and may be good is not paid for twice: where the budget ran out, its drafts
 * and cut-off answers; where a service failed, the draft that the gate let pass and no test found wrong; where its checks failed, or its owner
 * now does without some, the draft that passed its tests; or else what it was itself to go on from. A mission whose app failed its own tests is
 * begun anew, since what it wrote is what failed.
 */
export function resumptionOf(
  mission: Mission,
  request: Pick<MissionRequest, 'waive'>,
): Pick<MissionRequest, 'resumes'> {
  // What nobody has seen fail is tried once more on the app as it is.
  if (isUnhealedFault(mission)) return { resumes: mission.request.resumes };
  if (hasOwnWork(mission) || isAboutChecks(mission, request)) return { resumes: mission.missionId };
  const { resumes } = mission.request;
  const isUntouched = mission.attempts.every(({ draft }) => draft === undefined);
  return resumes !== undefined && isUntouched && isBlameless(mission) ? { resumes } : {};
}

/** The draft of an earlier mission that another one goes on from: the tested one where it is about checks, or else the last that policy let stand. */
export function draftToResume(
  earlier: Mission,
  request: Pick<MissionRequest, 'waive' | 'fault'>,
): Checkpoint | undefined {
  const isTested = isAboutChecks(earlier, request) || isTrial(earlier, request);
  const tested = isTested ? testedDraft(earlier) : undefined;
  if (tested === undefined) return checkpointOf(earlier);
  return { mission_id: earlier.missionId, attempt: tested.attempt, tree_sha256: tested.tree_sha256 };
}

/** Whether a retry has the tested draft mended first: its checks failed, and its owner does without none that it was not without before. */
export function beginsWithHeal(earlier: Mission, request: Pick<MissionRequest, 'waive' | 'fault'>): boolean {
  return !isTrial(earlier, request) && failedItsChecks(earlier) && !addsWaivers(earlier, request);
}

const isUnhealedFault = (mission: Mission): mission is Mission & { request: { resumes: MissionId } } =>
  mission.request.fault !== undefined && mission.request.resumes !== undefined && mission.attempts.length < 2;

/** Whether a fault is to be seen first: nobody has seen its check fail on this app yet. */
function isTrial(earlier: Mission, { fault }: Pick<MissionRequest, 'fault'>): boolean {
  if (fault === undefined) return false;
  return checkStanding(earlier).checks.every(({ id, outcome }) => id !== fault || outcome !== 'failed');
}

function isAboutChecks(earlier: Mission, request: Pick<MissionRequest, 'waive'>): boolean {
  if (testedDraft(earlier) === undefined) return false;
  return failedItsChecks(earlier) || addsWaivers(earlier, request);
}

function addsWaivers({ waived }: Mission, { waive = [] }: Pick<MissionRequest, 'waive'>): boolean {
  return waive.some((id) => waived.every(({ check }) => check !== id));
}

/** Given up for its checks, or shipped though one of them does not hold. */
function failedItsChecks(mission: Mission): boolean {
  if (mission.failure !== undefined) return mission.failure.step === 'accept';
  return failing(checkStanding(mission)).some(({ outcome }) => outcome === 'failed');
}

/** A mission that nothing which it wrote has ended. */
function isBlameless({ failure }: Mission): boolean {
  return failure?.kind === 'budget' || failure?.kind === 'provider';
}

function hasOwnWork(mission: Mission): boolean {
  if (mission.failure?.kind === 'budget')
    return checkpointOf(mission) !== undefined || mission.attempts.some(({ passes }) => passes.length > 0);
  const { gate, report } = currentAttempt(mission);
  return isBlameless(mission) && gate === 'passed' && report?.outcome !== 'failed';
}
