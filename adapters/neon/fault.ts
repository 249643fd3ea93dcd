import * as z from 'zod';
import { DependencyFailed, DependencyRefused, type GantryError } from '../../core/errors.ts';

const bodySchema = z.object({ code: z.string().catch(''), message: z.string().catch('') });

/** A request that Neon did not grant; the body is what it said, without the key. */
export interface Refused {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
}

const service = { service: 'Neon' };
const defaultPauseMs = 60_000;

/** Another change of the same project runs: over in seconds. */
export const isLocked = ({ status }: Pick<Refused, 'status'>): boolean => status === 423;

/** Turns an answer that is not a success into the error of whoever must act; `details.excerpt` holds Neon's own words. */
export function neonFault({ method, path, status, retryAfter, body }: Refused): GantryError {
  const { code, message } = bodySchema.catch({ code: '', message: '' }).parse(body);
  const said = message.slice(0, 300);
  const excerpt = said === '' ? '' : `Neon answered ${status} to ${method} ${path}:\n${code}: ${said}`;
  const options = { details: { status, reason: { code: code.slice(0, 100), message: said }, excerpt } };
  if (status === 429) {
    const told = Number(retryAfter ?? Number.NaN);
    const retryAfterMs = Number.isFinite(told) ? Math.max(1_000, told * 1_000) : defaultPauseMs;
    return new DependencyFailed('neon-rate-limited', "Neon's rate limit is reached. Try again later.", {
      ...options,
      ...service,
      retryAfterMs,
    });
  }
  if (status === 423)
    return new DependencyFailed('neon-busy', 'Neon still works on an earlier change of this database.', {
      ...options,
      ...service,
      retryAfterMs: 5_000,
    });
  if (status >= 500 || status === 408) return unreachable(options);
  return new DependencyRefused(...refusalOf(status, code, said), options);
}

function refusalOf(status: number, code: string, said: string): [string, string] {
  if (status === 401)
    return ['neon-key-refused', 'Neon does not accept the key. Give Gantry a valid one in NEON_API_KEY.'];
  if (status === 403)
    return [
      'neon-forbidden',
      'The Neon key may not do this. Use a key that may create projects and branches.',
    ];
  if (/LIMIT|QUOTA/i.test(code))
    return [
      'neon-plan-limit',
      `Neon's plan does not allow this: ${said || code}. Raise the plan, or delete what is not needed at console.neon.tech.`,
    ];
  return ['neon-unprocessable', `Neon refused the request: ${said || status}`];
}

/** No answer, or one that says nothing. */
export const unreachable = (
  options: Pick<NonNullable<ConstructorParameters<typeof DependencyFailed>[2]>, 'cause' | 'details'>,
): DependencyFailed =>
  new DependencyFailed('neon-failed', 'Neon did not answer properly. Try again.', {
    retryAfterMs: 2_000,
    ...service,
    ...options,
  });
