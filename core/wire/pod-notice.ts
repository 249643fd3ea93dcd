import * as z from 'zod';
import type { MissionId, PodId } from './ids.ts';
import { missionIdSchema, podIdSchema } from './ids.ts';

/** News of a pod: something stands in its mailbox (`key` is relative to its prefix), or it has stopped, maybe because its host went away. */
export type PodNotice = { readonly missionId: MissionId; readonly podId: PodId } & (
  | { readonly kind: 'mailbox'; readonly key: string }
  | { readonly kind: 'stopped'; readonly isHostGone?: true }
);

/** S3's event notification, as far as it is read; keys are URL-encoded there. */
const s3EventSchema = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })).min(1),
});

/** The same by EventBridge, where a key stands as it is. */
const objectCreatedSchema = z.object({
  'detail-type': z.literal('Object Created'),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});

/** ECS's task state change by EventBridge; the pod's ids travel in `startedBy` as `<mission>/<pod>`. */
const taskStoppedSchema = z.object({
  'detail-type': z.literal('ECS Task State Change'),
  detail: z.object({
    lastStatus: z.literal('STOPPED'),
    startedBy: z.string(),
    stopCode: z.string().optional().catch(undefined),
  }),
});

/** ECS's codes for a machine that is taken away from under its tasks. */
const hostCodes: readonly unknown[] = ['SpotInterruption', 'TerminationNotice'];

/** The key as it was put; one that is not URL-encoded is nobody's, and must not hide its neighbours. */
function decodeKey(encodedKey: string): string {
  try {
    return decodeURIComponent(encodedKey.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

function noticeOfKey(objectKey: string): PodNotice[] {
  const [room, mission, pod, ...rest] = objectKey.split('/');
  const missionId = missionIdSchema.safeParse(mission);
  const podId = podIdSchema.safeParse(pod);
  const key = rest.join('/');
  if (room !== 'mailbox' || key === '' || !missionId.success || !podId.success) return [];
  return [{ kind: 'mailbox', missionId: missionId.data, podId: podId.data, key }];
}

function noticeOfTask(startedBy: string, stopCode: string | undefined): PodNotice[] {
  const [mission, pod] = startedBy.split('/');
  const missionId = missionIdSchema.safeParse(mission);
  const podId = podIdSchema.safeParse(pod);
  return missionId.success && podId.success
    ? [
        {
          kind: 'stopped',
          missionId: missionId.data,
          podId: podId.data,
          ...(hostCodes.includes(stopCode) && { isHostGone: true }),
        },
      ]
    : [];
}

/** The news in an S3 notification, straight or by EventBridge, or in a task state change; keys and tasks that are not a pod's are left out. */
export const podNoticesSchema = z.union([
  s3EventSchema.transform((event) =>
    event.Records.flatMap((record) => noticeOfKey(decodeKey(record.s3.object.key))),
  ),
  objectCreatedSchema.transform((event) => noticeOfKey(event.detail.object.key)),
  taskStoppedSchema.transform(({ detail }) => noticeOfTask(detail.startedBy, detail.stopCode)),
]);
