import * as z from 'zod';
import { isGantryError } from '../errors.ts';
import { firstBytes } from '../pod/telling-end.ts';

const maxBytes = 4_096;
/** Step Functions and the interpreter keep of an error its name and its message alone, so the words stand below the message. */
const between = '\n\n';

const detailsSchema = z.object({
  excerpt: z.string().optional().catch(undefined),
  failures: z
    .array(z.object({ modelId: z.string(), error: z.string(), message: z.string() }))
    .optional()
    .catch(undefined),
});

/** What a service said itself, at most 4 KiB: an adapter's `details.excerpt`, or one line for each model that failed. Empty where it said nothing. */
export function serviceWords(error: unknown): string {
  const details = detailsSchema.safeParse(isGantryError(error) ? error.details : undefined);
  const { excerpt, failures = [] } = details.data ?? {};
  const lines = failures.map((failed) => `${failed.modelId}: ${failed.error}: ${failed.message}`);
  return firstBytes((excerpt ?? lines.join('\n')).trim(), maxBytes);
}

/** Puts a service's own words where `splitCause` finds them again, whichever world's state machine the error passes through. */
export function withServiceWords<E>(error: E): E {
  const words = serviceWords(error);
  if (words !== '') (error as Error).message += between + words;
  return error;
}

/** The message of an error that came through the state machine, and the service's words that were put below it. */
export function splitCause(cause: string): { readonly message: string; readonly excerpt: string } {
  const at = cause.indexOf(between);
  if (at === -1) return { message: cause, excerpt: '' };
  return { message: cause.slice(0, at), excerpt: firstBytes(cause.slice(at + between.length), maxBytes) };
}
