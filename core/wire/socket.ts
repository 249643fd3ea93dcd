import * as z from 'zod';
import { chainedEventSchema } from './event.ts';
import { missionIdSchema } from './ids.ts';
import { podLogSchema } from './pod.ts';

/** The largest frame, in bytes of UTF-8. */
export const maxFrameBytes = 32 * 1024;

/** The most of a file's text that one frame carries, in bytes of UTF-8. */
export const maxWritingBytes = 8 * 1024;

/**
 * What a model writes, while it does. `file` is which of `planned` files is open, from 1; `bytes` what it holds so far; `text` what came since the
 * last frame, without secrets. While it thinks `path` is null and `text` empty.
 */
export const writingFrameSchema = z.strictObject({
  type: z.literal('writing'),
  mission_id: missionIdSchema,
  phase: z.enum(['thinking', 'writing']),
  path: z.string().nullable(),
  bytes: z.number().int().nonnegative(),
  file: z.number().int().nonnegative(),
  planned: z.number().int().nonnegative(),
  text: z.string(),
});
export type WritingFrame = z.infer<typeof writingFrameSchema>;

/** What a socket may receive: numbered events, then `ready`, and between them unnumbered logs, deltas and what is being written. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  chainedEventSchema,
  z.strictObject({ type: z.literal('ready'), seq: z.number().int().nonnegative() }),
  podLogSchema.extend({ type: z.literal('log'), mission_id: missionIdSchema }),
  z.strictObject({ type: z.literal('delta'), mission_id: missionIdSchema, text: z.string() }),
  writingFrameSchema,
  z.strictObject({ type: z.literal('pong'), seq: z.number().int().nonnegative() }),
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;

export const clientFrameSchema = z.strictObject({ type: z.literal('ping') });

export const connectQuerySchema = z.object({
  mission_id: missionIdSchema,
  ticket: z.string().min(1).max(200),
  after: z.coerce.number().int().nonnegative().max(1_000_000).default(0),
});
