import * as z from 'zod';
import { testReportSchema } from '../../core/wire/pod.ts';

const lineCount = z.number().int().nonnegative().max(10_000_000);

/** What a test program says of itself, on its result channel; `path` is relative to the tree. A claim: the app's code ran beside it. */
export const stepResultSchema = z.strictObject({
  tests: testReportSchema.optional(),
  coverage: z
    .array(z.strictObject({ path: z.string().max(1_000), lines: lineCount, covered: lineCount }))
    .max(2_000)
    .optional(),
});
export type StepResult = z.infer<typeof stepResultSchema>;
