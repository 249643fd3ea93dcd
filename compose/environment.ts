import * as z from 'zod';

/** Where a service listens: port 8080 of every address, inside its container. */
export const listening = {
  PORT: z.coerce.number().int().default(8080),
  HOST: z.string().default('0.0.0.0'),
};

/** Where the emulated account is. */
export const account = { AWS_ENDPOINT_URL: z.url(), AWS_REGION: z.string().default('eu-west-1') };

/** What Compose passes on of the person's environment, where a variable that is not set comes as an empty text. */
export const text = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));
