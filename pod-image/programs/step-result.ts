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
  /** What files of a python app use of the library and the interpreter: line, how, name, and the variable of the environment that it reads. */
  python: z
    .array(
      z.strictObject({
        path,
        facts: z
          .array(
            z.tuple([
              z.number().int().positive(),
              z.enum(['use', 'whole', 'computed', 'picked', 'inner']),
              z.string(),
              z.string().nullable(),
            ]),
          )
          .max(20_000),
      }),
    )
    .max(2_000)
    .optional(),
});
export type PythonFact = NonNullable<StepResult['python']>[number]['facts'][number];
export type StepResult = z.infer<typeof stepResultSchema>;
