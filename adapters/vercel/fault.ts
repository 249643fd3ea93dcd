import * as z from 'zod';
import {
  Conflict,
  DependencyFailed,
  DependencyRefused,
  type GantryError,
  NotFound,
} from '../../core/errors.ts';

const bodySchema = z.object({
  error: z.object({ code: z.string().catch('unknown'), message: z.string().catch('') }),
});

const reasonOf = (body: unknown): { readonly code: string; readonly message: string } => {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return { code: 'unknown', message: '' };
  return { code: parsed.data.error.code.slice(0, 100), message: parsed.data.error.message.slice(0, 300) };
};

const defaultPauseMs = 60_000;

/** Reset times are read against the server's own clock, so that ours may be wrong. */
const pauseMs = (headers: Headers): number => {
  const afterSeconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(afterSeconds)) return Math.max(1_000, afterSeconds * 1_000);
  const resetSeconds = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  const serverTimeMs = Date.parse(headers.get('date') ?? '') || Date.now();
  return Number.isFinite(resetSeconds)
    ? Math.max(1_000, resetSeconds * 1_000 - serverTimeMs)
    : defaultPauseMs;
};

const refusals: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['vercel-token-refused', 'Vercel does not accept the token. Give Gantry a valid one in VERCEL_TOKEN.'],
  402: [
    'vercel-plan-spent',
    "Vercel's plan does not allow this. Raise the plan's limits or free some of what it holds.",
  ],
  403: [
    'vercel-forbidden',
    'The Vercel token may not do this. Use a token of the account or team in VERCEL_TEAM that may create projects and deployments.',
  ],
};

/** Turns an answer that is not a success into the error of whoever must act; `details.reason` holds Vercel's own words. */
export function vercelFault(status: number, headers: Headers, body: unknown): GantryError {
  const reason = reasonOf(body);
  const options = { details: { status, reason } };
  if (status === 429)
    return new DependencyFailed('vercel-rate-limited', "Vercel's rate limit is reached. Try again later.", {
      ...options,
      retryAfterMs: pauseMs(headers),
    });
  if (status >= 500) return unreachable(options);
  if (status === 404)
    return new NotFound('vercel-not-found', 'Vercel knows nothing there that the token may see.', options);
  if (status === 409)
    return new Conflict(
      'vercel-conflict',
      'Vercel cannot do this as things stand. Read again and decide again.',
      options,
    );
  const [code, message] = refusals[status] ?? [
    'vercel-unprocessable',
    `Vercel refused the request: ${reason.message || status}`,
  ];
  return new DependencyRefused(code, message, options);
}

/** No answer, or one that says nothing. */
export const unreachable = (options: ConstructorParameters<typeof DependencyFailed>[2]): DependencyFailed =>
  new DependencyFailed('vercel-failed', 'Vercel did not answer as it should. Try again.', {
    retryAfterMs: 2_000,
    ...options,
  });
