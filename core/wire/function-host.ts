import * as z from 'zod';
import { functionCallSchema, functionOutcomeSchema } from './function-call.ts';

/** A line that the process is told that calls functions: a call, or that nobody waits for it any more. */
export const toFunctionHostSchema = z.union([
  z.strictObject({ id: z.number().int(), call: functionCallSchema }),
  z.strictObject({ id: z.number().int(), isOver: z.literal(true) }),
]);
export type ToFunctionHost = z.infer<typeof toFunctionHostSchema>;

/** A line that it says: how a call came out. */
export const fromFunctionHostSchema = z.strictObject({
  id: z.number().int(),
  outcome: functionOutcomeSchema,
});
