import * as z from 'zod';
import { testReportSchema } from '../../core/wire/pod.ts';

const lineCount = z.number().int().nonnegative().max(10_000_000);

const count = z.number().int().nonnegative().max(1_000_000);
const path = z.string().max(1_000);

/** What a test program says of itself, on its result channel; `path` is relative to the tree. A claim: the app's code ran beside it. */
export const stepResultSchema = z.strictObject({
  tests: testReportSchema
    .extend({
      titles: z
        .array(
          z.strictObject({
            title: z.string(),
            outcome: z.enum(['passed', 'failed', 'skipped']),
            /** The test file that it stands in. */
            file: path.optional(),
          }),
        )
        .max(500),
    })
    .optional(),
  /** What came of each test file. */
  files: z
    .array(z.strictObject({ path, passed: count, failed: count, skipped: count }))
    .max(2_000)
    .optional(),
  coverage: z
    .array(z.strictObject({ path, lines: lineCount, covered: lineCount }))
    .max(2_000)
    .optional(),
});
export type StepResult = z.infer<typeof stepResultSchema>;
