import * as z from 'zod';
import type { OutsideStub } from '../../core/pod/outside-stubs.ts';
import { type Check, checkIdSchema, checkResultSchema } from '../../core/wire/check.ts';
import { type FunctionOutcome, functionRequestSchema } from '../../core/wire/function-call.ts';
import { maxShotBytes } from '../../core/wire/pod.ts';

/** What the driver is to do, said once, first. */
export type DriveOrder =
  | { readonly do: 'boot'; readonly origins: readonly string[]; readonly stubs: readonly OutsideStub[] }
  | { readonly do: 'accept'; readonly checks: readonly Check[]; readonly stubs: readonly OutsideStub[] };

/** What the supervisor says to the driver. */
export type ToDriver =
  | { readonly say: 'order'; readonly order: DriveOrder; readonly downloads: string }
  | { readonly say: 'browser-started' }
  | { readonly say: 'browser-gone'; readonly said: string }
  | { readonly say: 'answer'; readonly id: number; readonly outcome: FunctionOutcome }
  | { readonly say: 'fresh-data'; readonly id: number };

const line = z.string().max(2_000);
const lines = z.array(line).max(50);
const picture = z
  .base64()
  .max(Math.ceil(maxShotBytes / 3) * 4)
  .optional();

const findingSchema = z.strictObject({
  id: checkIdSchema,
  why: line.optional(),
  aria: z.string().max(4_096),
  said: lines,
  foreign: lines,
  end: z.enum(['hang', 'crash', 'flood', 'navigation']).optional(),
  already: z.array(z.number().int().nonnegative()).max(8),
});

const id = z.number().int().nonnegative();

/**
 * What the driver says: what it asks for, and what it has seen. It reads what a browser says that shows a page of the app, so nothing that it says
 * is taken for more than its shape.
 */
export const fromDriverSchema = z.discriminatedUnion('say', [
  z.strictObject({ say: z.literal('start-browser') }),
  z.strictObject({ say: z.literal('end-browser') }),
  z.strictObject({ say: z.literal('call'), id, request: functionRequestSchema }),
  z.strictObject({ say: z.literal('fresh-data'), id }),
  z.strictObject({ say: z.literal('browser'), name: z.string().max(100) }),
  z.strictObject({ say: z.literal('trying'), check: checkIdSchema }),
  z.strictObject({
    say: z.literal('tried'),
    result: checkResultSchema,
    finding: findingSchema,
    png: picture,
  }),
  z.strictObject({
    say: z.literal('booted'),
    pages: z.array(z.string().max(1_000)).max(200),
    faults: z.array(line).max(2_000),
    contacted: z.array(z.string().max(300)).max(50),
  }),
  z.strictObject({ say: z.literal('done') }),
  /** A mistake of ours, never held against the app. */
  z.strictObject({ say: z.literal('fault'), message: z.string().max(4_000) }),
]);
export type FromDriver = z.infer<typeof fromDriverSchema>;
