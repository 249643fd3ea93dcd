import { mailboxPrefix } from '../core/ports/pod-host.ts';
import type { MissionId, PodId } from '../core/wire/ids.ts';

/** S3's notification of an object in a pod's mailbox, as far as functions read it. */
export function mailboxWritten(missionId: MissionId, podId: PodId, key: string): unknown {
  return { Records: [{ s3: { object: { key: mailboxPrefix(missionId, podId) + key } } }] };
}

/** EventBridge's event of a stopped ECS task, as far as functions read it. */
export function podStopped(missionId: MissionId, podId: PodId): unknown {
  return {
    'detail-type': 'ECS Task State Change',
    detail: { lastStatus: 'STOPPED', startedBy: `${missionId}/${podId}` },
  };
}

/** A DynamoDB stream batch with one record of a mission. */
export function missionChanged(missionId: string): unknown {
  return { Records: [{ dynamodb: { Keys: { mission_id: { S: missionId } } } }] };
}
