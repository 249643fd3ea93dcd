import * as z from 'zod';

/** One line that the pod image's self-test prints: a part of the isolation or of the tools, whether it holds here, and what was seen. */
export const selfTestFindingSchema = z.strictObject({
  finding: z.enum([
    'launcher',
    'filter',
    'users',
    'network',
    'browser',
    'database',
    'memory',
    'time',
    'upload',
  ]),
  holds: z.boolean(),
  words: z.string().max(2_000),
});
export type SelfTestFinding = z.infer<typeof selfTestFindingSchema>;

/** Where a self-test is told what it may upload: JSON of a signed form, `{ url, fields }`. */
export const selfTestUpload = 'GANTRY_SELF_TEST_UPLOAD';
