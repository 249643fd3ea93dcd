import type { MissionView } from '../wire/mission.ts';
import { checkStanding, countStanding, pictureIn } from './check-standing.ts';
import { leftOutOf } from './left-out.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';
import { speak } from './speak.ts';

/** What was deployed of a mission that was given up is worth a link once it was seen to answer. */
const isShown = ({ givenUp, isLive }: Mission): boolean => givenUp === undefined || isLive;

/** The mission as every route answers it; absent facts are left out, not null. */
export function viewMission(mission: Mission): MissionView {
  const attempt = currentAttempt(mission);
  const tree = attempt.draft?.tree_sha256;
  const artifact = attempt.report?.artifact_sha256;
  const standing = checkStanding(mission);
  const picture = pictureIn(standing);
  return {
    mission_id: mission.missionId,
    status: mission.status,
    message: mission.message,
    speech: speak(mission),
    app: mission.app?.slug ?? mission.request.app?.slug ?? null,
    voice_memo: mission.request.voice_memo,
    attempt: attempt.attempt,
    ...(mission.deployment && isShown(mission) && { url: mission.deployment.url }),
    ...(mission.pullRequest && { pr_url: mission.pullRequest.pr_url }),
    ...(tree && { tree_sha256: tree }),
    ...(artifact && { artifact_sha256: artifact }),
    ...(mission.spec && {
      spec_sha256: mission.spec.spec_sha256,
      checks: countStanding(standing),
    }),
    ...(picture && { picture_sha256: picture }),
    left_out: leftOutOf(mission),
    created_at: mission.createdAt,
    updated_at: mission.updatedAt,
    seq: mission.seq,
    cost: mission.cost,
    ...(mission.pins && { model: mission.pins.model_label }),
    ...(mission.place && { ahead: mission.place.ahead }),
    ...(mission.failure && { failure: mission.failure }),
    owner: mission.request.owner,
  };
}
