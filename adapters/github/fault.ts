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
import { type Answer, type AnswerHeaders, missingRight } from './missing-right.ts';

const errorSchema = z.object({
  status: z.number(),
  request: z.object({ method: z.string(), url: z.string() }).optional().catch(undefined),
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

const isRateLimit = (status: number, headers: AnswerHeaders, reasons: readonly string[]): boolean =>
  status === 429 ||
  (status === 403 &&
    (String(headers['x-ratelimit-remaining']) === '0' ||
      headers['retry-after'] !== undefined ||
      reasons.some((reason) => /rate limit|abuse/i.test(reason))));

/** GitHub asks for a minute's pause where a secondary limit names no time. */
const defaultPauseMs = 60_000;

/** Reset times are read against the server's own clock, so that ours may be wrong. */
const pauseMs = (headers: AnswerHeaders): number => {
  const afterSeconds = Number(headers['retry-after']);
  if (Number.isFinite(afterSeconds)) return Math.max(1_000, afterSeconds * 1_000);
  const resetSeconds = Number(headers['x-ratelimit-reset']);
  const serverTimeMs = Date.parse(String(headers.date)) || Date.now();
  return Number.isFinite(resetSeconds) && String(headers['x-ratelimit-remaining']) === '0'
    ? Math.max(1_000, resetSeconds * 1_000 - serverTimeMs)
    : defaultPauseMs;
};

const tokenRefused =
  'GitHub does not accept the token. It may have expired or been revoked: give Gantry a valid one in GITHUB_TOKEN.';

const readAnswer = (error: unknown, secrets: readonly string[]): Answer => {
  const parsed = errorSchema.safeParse(error);
  const { request, response } = parsed.data ?? {};
  return {
    status: parsed.data?.status ?? 500,
    headers: response?.headers ?? {},
    reasons: reasonsOf(response?.data, secrets),
    method: request?.method ?? '',
    path: request === undefined ? '' : (URL.parse(request.url)?.pathname ?? ''),
  };
};

/** What GitHub says beside its reasons of the right that a request needs. */
const tellingHeaders = ['x-accepted-github-permissions', 'x-accepted-oauth-scopes', 'x-oauth-scopes'];

/** GitHub's answer for people; nothing where there was none. */
const excerptOf = ({ status, headers, reasons, method, path }: Answer): string => {
  if (reasons.length === 0) return '';
  const rights = tellingHeaders.flatMap((name) => (headers[name] ? [`${name}: ${headers[name]}`] : []));
  return [`GitHub answered ${status} to ${method} ${path}:`, ...reasons, ...rights].join('\n');
};

const isEmptyYet = (reasons: readonly string[]): boolean =>
  reasons.some((reason) => /repository is empty/i.test(reason));

const service = { service: 'GitHub' };
type FaultOptions = ConstructorParameters<typeof DependencyFailed>[2];

/** A repository that was just made has no first commit for a moment. */
export const notBegunYet = (repository: string, options: FaultOptions = {}): DependencyFailed =>
  new DependencyFailed(
    'github-repository-empty',
    `GitHub has not made the first commit of ${repository} yet. Try again, or give the repository a first commit.`,
    { ...options, ...service, retryAfterMs: 2_000 },
  );

/** What may be better at another time, or undefined. */
function passingFault(answer: Answer, options: FaultOptions): DependencyFailed | undefined {
  const { status, headers, reasons, path } = answer;
  if (isRateLimit(status, headers, reasons))
    return new DependencyFailed('github-rate-limited', "GitHub's rate limit is reached. Try again later.", {
      ...options,
      ...service,
      retryAfterMs: pauseMs(headers),
    });
  if (isEmptyYet(reasons)) return notBegunYet(/\/repos\/([^/]+\/[^/]+)/.exec(path)?.[1] ?? path, options);
  if (status < 500) return undefined;
  return new DependencyFailed('github-failed', 'GitHub did not answer properly. Try again.', {
    ...options,
    ...service,
    retryAfterMs: 2_000,
  });
}

const archivedWords =
  'The repository is archived at GitHub, which takes no changes there. Restore its app, or unarchive it in its settings there.';

/** What cannot be done as things stand there, or undefined. */
function standingConflict({ status, reasons }: Answer, options: FaultOptions): Conflict | undefined {
  if (status === 403 && reasons.some((reason) => /archived/i.test(reason)))
    return new Conflict('github-archived', archivedWords, options);
  if (status !== 405 && status !== 409) return undefined;
  const words = 'GitHub cannot do this in the present state. Look again, then try again.';
  return new Conflict('github-conflict', words, options);
}

/**
 * Turns a failed request into the error of whoever must act. `details.reasons` and `details.excerpt` hold GitHub's words, without the secrets
 * that it was shown.
 */
export function gitHubFault(error: unknown, secrets: readonly string[]): GantryError {
  if (isGantryError(error)) return error;
  const answer = readAnswer(error, secrets);
  const { status, reasons, method } = answer;
  const excerpt = withoutSecrets(excerptOf(answer), secrets);
  const options = { cause: causeWithoutSecrets(error, secrets), details: { status, reasons, excerpt } };
  const passing = passingFault(answer, options);
  if (passing !== undefined) return passing;
  if (status === 404 && method === 'GET')
    return new NotFound(
      'github-not-found',
      'GitHub found nothing there, or the token may not see it.',
      options,
    );
  const conflict = standingConflict(answer, options);
  if (conflict !== undefined) return conflict;
  if (status === 401) return new DependencyRefused('github-token-refused', tokenRefused, options);
  // GitHub hides from a token what it may not change.
  if (status === 403 || status === 404) return missingRight(answer, options);
  const why = `GitHub refused the request: ${reasons.join(' ') || status}`;
  return new DependencyRefused('github-unprocessable', why, options);
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
