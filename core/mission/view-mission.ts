import type { MissionView } from '../wire/mission.ts';
import { leftOutOf } from './left-out.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';
import { speak } from './narrate.ts';

/** The checks in figures; none is held where no browser was there to try them. */
function countChecks(
  { checks }: NonNullable<Mission['spec']>,
  { request }: Mission,
): NonNullable<MissionView['checks']> {
  const waived = checks.filter(({ id }) => request.waive?.includes(id)).length;
  return { held: 0, total: checks.length, waived, browser: null };
}

/** The mission as every route answers it; absent facts are left out, not null. */
export function viewMission(mission: Mission): MissionView {
  const attempt = currentAttempt(mission);
  const tree = attempt.draft?.tree_sha256;
  const artifact = attempt.report?.artifact_sha256;
  return {
    mission_id: mission.missionId,
    status: mission.status,
    message: mission.message,
    speech: speak(mission),
    app: mission.app?.slug ?? mission.request.app?.slug ?? null,
    voice_memo: mission.request.voice_memo,
    attempt: attempt.attempt,
    ...(mission.deployment && { url: mission.deployment.url }),
    ...(mission.pullRequest && { pr_url: mission.pullRequest.pr_url }),
    ...(tree && { tree_sha256: tree }),
    ...(artifact && { artifact_sha256: artifact }),
    ...(mission.spec && {
      spec_sha256: mission.spec.spec_sha256,
      checks: countChecks(mission.spec, mission),
    }),
    left_out: leftOutOf(mission),
    created_at: mission.createdAt,
    updated_at: mission.updatedAt,
    seq: mission.seq,
    cost: mission.cost,
    ...(mission.failure && { failure: mission.failure }),
    owner: mission.request.owner,
  };
}
