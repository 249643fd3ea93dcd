import type { MissionRequest } from '../wire/mission-request.ts';
import type { Checkpoint } from '../wire/receipt.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';

/** The last draft that is stored and that policy did not deny: where a retry can go on. Undefined where there is none. */
export function checkpointOf(mission: Mission): Checkpoint | undefined {
  const stored = mission.attempts.findLast(({ draft, gate }) => draft !== undefined && gate !== 'denied');
  if (stored?.draft === undefined) return undefined;
  return { mission_id: mission.missionId, attempt: stored.attempt, tree_sha256: stored.draft.tree_sha256 };
}

/**
 * What the retry of a mission goes on from, so that what is written and may be good is not paid for twice: where the budget ran out, its drafts
 * and cut-off answers; where a service failed, the draft that the gate let pass and no test found wrong; or else what it was itself to go on
 * from. A mission whose app failed is begun anew, since what it wrote is what failed.
 */
export function resumptionOf(mission: Mission): Pick<MissionRequest, 'resumes'> {
  if (hasOwnWork(mission)) return { resumes: mission.missionId };
  const { resumes } = mission.request;
  const isUntouched = mission.attempts.every(({ draft }) => draft === undefined);
  return resumes !== undefined && isUntouched && isBlameless(mission) ? { resumes } : {};
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
