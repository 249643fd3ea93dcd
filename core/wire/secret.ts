import * as z from 'zod';

/** Variables by which engines, hosts and Gantry itself are told how to run; an app's secret has another name. */
const reserved =
  /^(?:NODE|LD|PYTHON|npm|GANTRY|VERCEL|AWS|LAMBDA|DATABASE_URL$|NOW_REGION$|PATH$|HOME$|TMPDIR$|LANG$|TZ$|PORT$)/;

/** The name of a secret, as code reads it from the environment. */
export const secretNameSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'Write the name in capitals, such as WEATHER_KEY.')
  .refine(
    (name) => !reserved.test(name),
    'Choose another name: engines and hosts read this variable themselves.',
  );

/** A value as an environment can hold it. */
export const secretValueSchema = z
  .string()
  .min(1, 'Give a value.')
  .max(8_192, 'A secret has at most 8192 characters.')
  .refine((value) => value.isWellFormed() && !value.includes('\0'), {
    message: 'Leave out NUL and halves of surrogate pairs, which no environment can hold.',
  });

export const secretViewSchema = z.strictObject({
  name: z.string(),
  why: z.string().nullable(),
  set_at: z.iso.datetime().nullable(),
  set_by: z.string().nullable(),
});
export type SecretView = z.infer<typeof secretViewSchema>;
export const secretListSchema = z.strictObject({ secrets: z.array(secretViewSchema) });
export const setSecretSchema = z.strictObject({ value: secretValueSchema });
