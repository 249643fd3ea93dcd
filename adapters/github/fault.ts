import * as z from 'zod';
import {
  Conflict,
  DependencyFailed,
  DependencyRefused,
  type GantryError,
  isGantryError,
  NotFound,
} from '../../core/errors.ts';
import { causeWithoutSecrets, withoutSecrets } from '../node/without-secrets.ts';

const errorSchema = z.object({
  status: z.number(),
  response: z
    .object({
      headers: z.record(z.string(), z.union([z.string(), z.number(), z.undefined()])),
      data: z.unknown(),
    })
    .optional()
    .catch(undefined),
});

const bodySchema = z.object({
  message: z.string().catch(''),
  errors: z
    .array(z.union([z.string(), z.object({ message: z.string().optional(), code: z.string().optional() })]))
    .optional()
    .catch(undefined),
});

type Headers = Readonly<Record<string, string | number | undefined>>;

/** GitHub's own words, without which nobody could act; at most 300 characters each. */
const reasonsOf = (data: unknown, secrets: readonly string[]): string[] => {
  const body = bodySchema.safeParse(data);
  if (!body.success) return [];
  const more = (body.data.errors ?? []).map((error) =>
    typeof error === 'string' ? error : (error.message ?? error.code ?? ''),
  );
  return [body.data.message, ...more]
    .filter((reason) => reason !== '')
    .map((reason) => withoutSecrets(reason, secrets).slice(0, 300));
};

const isRateLimit = (status: number, headers: Headers, reasons: readonly string[]): boolean =>
  status === 429 ||
  (status === 403 &&
    (String(headers['x-ratelimit-remaining']) === '0' ||
      headers['retry-after'] !== undefined ||
      reasons.some((reason) => /rate limit|abuse/i.test(reason))));

/** GitHub asks for a minute's pause where a secondary limit names no time. */
const defaultPauseMs = 60_000;

/** Reset times are read against the server's own clock, so that ours may be wrong. */
const pauseMs = (headers: Headers): number => {
  const afterSeconds = Number(headers['retry-after']);
  if (Number.isFinite(afterSeconds)) return Math.max(1_000, afterSeconds * 1_000);
  const resetSeconds = Number(headers['x-ratelimit-reset']);
  const serverTimeMs = Date.parse(String(headers.date)) || Date.now();
  return Number.isFinite(resetSeconds) && String(headers['x-ratelimit-remaining']) === '0'
    ? Math.max(1_000, resetSeconds * 1_000 - serverTimeMs)
    : defaultPauseMs;
};

const refusals: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['github-token-refused', 'GitHub does not accept the token. Give Gantry a valid one in GITHUB_TOKEN.'],
  403: [
    'github-forbidden',
    'The GitHub token may not do this. It needs to administer repositories and to write contents and pull requests of the owner in GITHUB_OWNER.',
  ],
};

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly reasons: readonly string[];
}

const readAnswer = (error: unknown, secrets: readonly string[]): Answer => {
  const parsed = errorSchema.safeParse(error);
  const response = parsed.data?.response;
  return {
    status: parsed.data?.status ?? 500,
    headers: response?.headers ?? {},
    reasons: reasonsOf(response?.data, secrets),
  };
};

// A repository that was just made may still be empty for a moment.
const mayPass = ({ status, reasons }: Answer): boolean =>
  status >= 500 || reasons.some((reason) => /repository is empty/i.test(reason));

/** Turns a failed request into the error of whoever must act. `details.reasons` holds GitHub's words, without the secrets that it was shown. */
export function gitHubFault(error: unknown, secrets: readonly string[]): GantryError {
  if (isGantryError(error)) return error;
  const answer = readAnswer(error, secrets);
  const { status, headers, reasons } = answer;
  const options = { cause: causeWithoutSecrets(error, secrets), details: { status, reasons } };
  if (isRateLimit(status, headers, reasons))
    return new DependencyFailed('github-rate-limited', "GitHub's rate limit is reached. Try again later.", {
      ...options,
      retryAfterMs: pauseMs(headers),
    });
  if (status === 404)
    return new NotFound('github-not-found', 'GitHub knows nothing there that the token may see.', options);
  if (mayPass(answer))
    return new DependencyFailed('github-failed', 'GitHub did not answer as it should. Try again.', {
      ...options,
      retryAfterMs: 2_000,
    });
  if (status === 405 || status === 409)
    return new Conflict(
      'github-conflict',
      'GitHub cannot do this as things stand. Read again and decide again.',
      options,
    );
  const [code, message] = refusals[status] ?? [
    'github-unprocessable',
    `GitHub refused the request: ${reasons.join(' ') || status}`,
  ];
  return new DependencyRefused(code, message, options);
}

/** The answer, or undefined where there is nothing. */
export async function ifFound<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isGantryError(error) && error.name === 'NotFound') return undefined;
    throw error;
  }
}

/** True when GitHub refused because what should be made is there already, or for another reason of that wording. */
export function isRefusedFor(error: unknown, wording: RegExp): boolean {
  const reasons = isGantryError(error) ? error.details?.reasons : undefined;
  return Array.isArray(reasons) && reasons.some((reason) => wording.test(String(reason)));
}
