import type * as z from 'zod';
import {
  Conflict,
  DependencyFailed,
  Forbidden,
  type GantryError,
  InputRejected,
  NotFound,
  RateLimited,
  Unauthenticated,
} from '../../core/errors.ts';
import { errorBodySchema } from '../../core/wire/http.ts';

const maxRounds = 20;

/** Reads an answer with its wire schema, and passes over fields that a newer server adds. */
export function readAnswer<S extends z.ZodType>(schema: S, answer: unknown): z.infer<S> {
  let value = answer;
  for (let round = 0; round < maxRounds; round += 1) {
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    const unknown = read.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
    if (unknown.length === 0 || unknown.length < read.error.issues.length) break;
    value = structuredClone(value);
    for (const { path, keys } of unknown) drop(value, path, keys);
  }
  throw new DependencyFailed(
    'answer_unknown',
    'This is not an answer of Gantry that this version of the command knows. Check the address, or update one of the two.',
  );
}

function drop(value: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  const at = path.reduce((inner, key) => (inner as Record<PropertyKey, unknown>)[key], value);
  for (const key of keys) delete (at as Record<string, unknown>)[key];
}

/** The error that an answer is, in the server's own words; undefined where the body is none. */
export function readError(status: number, body: unknown, retryAfter: string | null): GantryError | undefined {
  const read = errorBodySchema.safeParse(body);
  if (!read.success) return undefined;
  const { code, message } = read.data.error;
  const Known = classes[status];
  if (Known !== undefined) return new Known(code, message);
  const retryAfterMs = Number(retryAfter ?? 1) * 1_000;
  if (status === 429) return new RateLimited(code, message, { retryAfterMs });
  return new DependencyFailed(code, message, { retryAfterMs });
}

const classes: Readonly<Record<number, new (code: string, message: string) => GantryError>> = {
  400: InputRejected,
  401: Unauthenticated,
  403: Forbidden,
  404: NotFound,
  409: Conflict,
  413: InputRejected,
};
