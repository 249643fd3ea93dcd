import type { MissionRequest } from '../wire/event.ts';
import type { Checkpoint } from '../wire/receipt.ts';
import type { Mission } from './mission.ts';

/** The last draft that is stored and that policy did not deny: where a retry can go on. Undefined where there is none. */
export function checkpointOf(mission: Mission): Checkpoint | undefined {
  const stored = mission.attempts.findLast(({ draft, gate }) => draft !== undefined && gate !== 'denied');
  if (stored?.draft === undefined) return undefined;
  return { mission_id: mission.missionId, attempt: stored.attempt, tree_sha256: stored.draft.tree_sha256 };
}

/**
 * What the retry of a mission goes on from: where the budget ran out, the drafts and cut-off answers that it paid for, or those that it was
 * itself to go on from. A mission that failed otherwise is begun anew, since what it wrote is what failed.
 */
export function resumptionOf(mission: Mission): Pick<MissionRequest, 'resumes'> {
  if (mission.failure?.kind !== 'budget') return {};
  const hasPartials = mission.attempts.some(({ passes }) => passes.length > 0);
  if (checkpointOf(mission) !== undefined || hasPartials) return { resumes: mission.missionId };
  const { resumes } = mission.request;
  return resumes === undefined ? {} : { resumes };
}
