import * as z from 'zod';
import type { MissionId, PodId } from './ids.ts';
import { missionIdSchema, podIdSchema } from './ids.ts';

/** News of a pod: something stands in its mailbox (`key` is relative to its prefix), or it has stopped. */
export type PodNotice = { readonly missionId: MissionId; readonly podId: PodId } & (
  | { readonly kind: 'mailbox'; readonly key: string }
  | { readonly kind: 'stopped' }
);

/** S3's event notification, as far as it is read; keys are URL-encoded there. */
const s3EventSchema = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })).min(1),
});

/** ECS's task state change by EventBridge; the pod's ids travel in `startedBy` as `<mission>/<pod>`. */
const taskStoppedSchema = z.object({
  'detail-type': z.literal('ECS Task State Change'),
  detail: z.object({ lastStatus: z.literal('STOPPED'), startedBy: z.string() }),
});

const mailboxKeyPattern = /^mailbox\/([^/]+)\/([^/]+)\/(.+)$/;

function noticeOfKey(encodedKey: string): PodNotice[] {
  const match = mailboxKeyPattern.exec(decodeURIComponent(encodedKey.replaceAll('+', ' ')));
  const missionId = missionIdSchema.safeParse(match?.[1]);
  const podId = podIdSchema.safeParse(match?.[2]);
  if (!missionId.success || !podId.success) return [];
  return [{ kind: 'mailbox', missionId: missionId.data, podId: podId.data, key: match?.[3] ?? '' }];
}

function noticeOfTask(startedBy: string): PodNotice[] {
  const [mission, pod] = startedBy.split('/');
  const missionId = missionIdSchema.safeParse(mission);
  const podId = podIdSchema.safeParse(pod);
  return missionId.success && podId.success
    ? [{ kind: 'stopped', missionId: missionId.data, podId: podId.data }]
    : [];
}

/** The news in an S3 notification or a task state change; keys and tasks that are not a pod's are left out. */
export const podNoticesSchema = z.union([
  s3EventSchema.transform((event) => event.Records.flatMap((record) => noticeOfKey(record.s3.object.key))),
  taskStoppedSchema.transform((event) => noticeOfTask(event.detail.startedBy)),
]);
