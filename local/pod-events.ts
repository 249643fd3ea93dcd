import { mailboxPrefix } from '../core/ports/pod-host.ts';
import type { MissionId, PodId } from '../core/wire/ids.ts';

/** S3's notification of an object in a pod's mailbox, as far as functions read it. */
export function mailboxWritten(missionId: MissionId, podId: PodId, key: string): unknown {
  return { Records: [{ s3: { object: { key: encodeKey(mailboxPrefix(missionId, podId) + key) } } }] };
}

/** As S3 encodes the keys of its notifications: like a form, but for the slashes. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}

/** EventBridge's event of a stopped ECS task, as far as functions read it; `stopCode` is ECS's. */
export function podStopped(
  missionId: MissionId,
  podId: PodId,
  stopCode: 'EssentialContainerExited' | 'TerminationNotice' = 'EssentialContainerExited',
): unknown {
  return {
    'detail-type': 'ECS Task State Change',
    detail: { lastStatus: 'STOPPED', stopCode, startedBy: `${missionId}/${podId}` },
  };
}

/** A DynamoDB stream batch with one record of a mission. */
export function missionChanged(missionId: string): unknown {
  return { Records: [{ dynamodb: { Keys: { mission_id: { S: missionId } } } }] };
}
