import * as z from 'zod';
import {
  Conflict,
  DependencyFailed,
  DependencyRefused,
  type GantryError,
  NotFound,
} from '../../core/errors.ts';

// Vercel says more beside the code in some cases: how long a limit lasts, what a token may not do, why it is not the token.
const bodySchema = z.object({
  error: z.object({
    code: z.string().catch('unknown'),
    message: z.string().catch(''),
    limit: z
      .object({ reset: z.number().optional(), resetMs: z.number().optional() })
      .optional()
      .catch(undefined),
    action: z.string().optional().catch(undefined),
    resource: z.string().optional().catch(undefined),
    saml: z.boolean().optional().catch(undefined),
    invalidToken: z.boolean().optional().catch(undefined),
  }),
});
type Reason = z.infer<typeof bodySchema>['error'];

const reasonOf = (body: unknown): Reason => {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return { code: 'unknown', message: '' };
  const { code, message } = parsed.data.error;
  return { ...parsed.data.error, code: code.slice(0, 100), message: message.slice(0, 300) };
};

/** A request that did not succeed: its method tells whether something was to be changed. */
export interface Refused {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

type FaultOptions = Pick<NonNullable<ConstructorParameters<typeof DependencyFailed>[2]>, 'cause' | 'details'>;

const service = { service: 'Vercel' };
const defaultPauseMs = 60_000;
/** What is smaller counts seconds since 1970, what is not milliseconds: Vercel does both. */
const firstInMs = 100_000_000_000;

/** How long a limit lasts as far as it is told. Reset times are read against the server's own clock, so that ours may be wrong. */
const toldPauseMs = (headers: Headers, { limit }: Reason): number | undefined => {
  const afterSeconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(afterSeconds)) return Math.max(1_000, afterSeconds * 1_000);
  const reset = Number(headers.get('x-ratelimit-reset') ?? limit?.resetMs ?? limit?.reset ?? Number.NaN);
  if (!Number.isFinite(reset)) return undefined;
  const serverTimeMs = Date.parse(headers.get('date') ?? '') || Date.now();
  return Math.max(1_000, (reset < firstInMs ? reset * 1_000 : reset) - serverTimeMs);
};

/** A limit that is over by itself, be it of requests (429) or of what a plan has a day (402); undefined where it is none. */
function limitFault(
  { status, headers }: Refused,
  reason: Reason,
  options: FaultOptions,
): DependencyFailed | undefined {
  const told = toldPauseMs(headers, reason);
  if (status === 429)
    return new DependencyFailed('vercel-rate-limited', "Vercel's rate limit is reached. Try again later.", {
      ...options,
      ...service,
      retryAfterMs: told ?? defaultPauseMs,
    });
  if (status !== 402 || told === undefined) return undefined;
  return new DependencyFailed(
    'vercel-plan-limit',
    `A limit of the Vercel plan is reached (${reason.code}). Wait until it is over, or raise the plan of the account in VERCEL_TOKEN.`,
    { ...options, ...service, retryAfterMs: told },
  );
}

const tokenRefused =
  'Vercel does not accept the token. It may have expired or been revoked: give Gantry a valid one in VERCEL_TOKEN.';

function planRefused({ message }: Reason, options: FaultOptions): DependencyRefused {
  const why = message === '' ? '' : `: ${message.replace(/\.$/, '')}`;
  return new DependencyRefused(
    'vercel-plan-spent',
    `Vercel's plan does not allow this${why}. The owner of the Vercel account settles this in its billing settings, raises the plan, or frees some of what it holds.`,
    options,
  );
}

/** The refusal of a token that Vercel knows or not: who must act is told as far as Vercel tells it. */
function rightRefused(reason: Reason, options: FaultOptions): DependencyRefused {
  if (reason.invalidToken === true)
    return new DependencyRefused('vercel-token-refused', tokenRefused, options);
  if (reason.saml === true)
    return new DependencyRefused(
      'vercel-sso',
      "The Vercel team in VERCEL_TEAM requires SAML single sign-on for the token. The token's owner signs in to the team that way and makes a new one for VERCEL_TOKEN.",
      options,
    );
  const { action, resource } = reason;
  const what = action !== undefined && resource !== undefined ? `${action} this (${resource})` : 'do this';
  return new DependencyRefused(
    'vercel-forbidden',
    `The Vercel token may not ${what}. Use a token of the account or team in VERCEL_TEAM that may create projects and deployments.`,
    options,
  );
}

/**
 * Turns an answer that is not a success into the error of whoever must act; `details.reason` and `details.excerpt` hold Vercel's own words,
 * without the secrets that it was shown.
 */
export function vercelFault(refused: Refused): GantryError {
  const { status, method, path } = refused;
  const reason = reasonOf(refused.body);
  const { code, message } = reason;
  const words = message === '' ? '' : `Vercel answered ${status} to ${method} ${path}:\n${code}: ${message}`;
  const options = { details: { status, reason: { code, message }, excerpt: words } };
  const limit = limitFault(refused, reason, options);
  if (limit !== undefined) return limit;
  if (status >= 500) return unreachable(options);
  if (isMissingFiles(status, code)) return missingFiles(options);
  if (status === 404 && method === 'GET')
    return new NotFound(
      'vercel-not-found',
      'Vercel found nothing there, or the token may not see it.',
      options,
    );
  if (status === 409)
    return new Conflict(
      'vercel-conflict',
      'Vercel cannot do this in the present state. Look again, then try again.',
      options,
    );
  return refusalOf(status, reason, options);
}

function refusalOf(status: number, reason: Reason, options: FaultOptions): DependencyRefused {
  switch (status) {
    case 401:
      return new DependencyRefused('vercel-token-refused', tokenRefused, options);
    case 402:
      return planRefused(reason, options);
    // Vercel hides from a token what it may not change.
    case 403:
    case 404:
      return rightRefused(reason, options);
    default: {
      const why = `Vercel refused the request: ${reason.message || status}`;
      return new DependencyRefused('vercel-unprocessable', why, options);
    }
  }
}

const isMissingFiles = (status: number, code: string): boolean => status === 400 && code === 'missing_files';

/** A 400 that is not final: uploads are kept for a while only, and are made again. */
const missingFiles = (options: FaultOptions): DependencyFailed =>
  new DependencyFailed(
    'vercel-files-missing',
    'Vercel lacks files that were uploaded to it. They are uploaded again.',
    { ...options, ...service, retryAfterMs: 1_000 },
  );

/** No answer, or one that says nothing. */
export const unreachable = (options: FaultOptions): DependencyFailed =>
  new DependencyFailed('vercel-failed', 'Vercel did not answer properly. Try again.', {
    retryAfterMs: 2_000,
    ...service,
    ...options,
  });
