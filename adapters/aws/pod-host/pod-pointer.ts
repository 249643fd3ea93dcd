import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { PodId } from '../../../core/wire/ids.ts';
import { awsFault, isNamed } from '../fault.ts';

const podPointerSchema = z.strictObject({
  /** `<mission>/<pod>`, as ECS keeps it with the task. */
  started_by: z.string(),
  launched_at_ms: z.number(),
  /** Missing until RunTask has answered. */
  task_arn: z.string().optional(),
});

/** Which task is a pod's: `pods/<pod>.json`, outside the mailbox, so that the pod cannot reach it. */
export type PodPointer = z.infer<typeof podPointerSchema>;

const pointerKey = (podId: PodId): string => `pods/${podId}.json`;

/** The pod's pointer, or undefined when this pod was never launched. */
export async function readPointer(
  s3: S3Client,
  bucket: string,
  podId: PodId,
  signal: AbortSignal,
): Promise<PodPointer | undefined> {
  signal.throwIfAborted();
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: pointerKey(podId) });
    const { Body: body } = await s3.send(command, { abortSignal: signal });
    return podPointerSchema.parse(JSON.parse((await body?.transformToString()) ?? 'null'));
  } catch (error) {
    if (isNamed(error, 'NoSuchKey')) return undefined;
    throw awsFault('Amazon S3', error, signal);
  }
}

/** Replaces the pod's pointer. */
export async function writePointer(
  s3: S3Client,
  bucket: string,
  podId: PodId,
  pointer: PodPointer,
  signal: AbortSignal,
): Promise<void> {
  const target = { Bucket: bucket, Key: pointerKey(podId), ContentType: 'application/json' };
  try {
    const command = new PutObjectCommand({ ...target, Body: JSON.stringify(pointer) });
    await s3.send(command, { abortSignal: signal });
  } catch (error) {
    throw awsFault('Amazon S3', error, signal);
  }
}
