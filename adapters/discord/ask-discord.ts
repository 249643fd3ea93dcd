import * as z from 'zod';
import { DependencyFailed } from '../../core/errors.ts';
import { providerWords } from '../node/provider-words.ts';
import { causeWithoutSecrets } from '../node/without-secrets.ts';

export interface DiscordConfig {
  /** The bot's. */
  readonly token: string;
  /** A stand-in, or a proxy of one's own. */
  readonly apiUrl?: string;
}

export interface DiscordRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

const refusalSchema = z.object({
  code: z.number().int(),
  message: z.string(),
  errors: z.unknown().optional(),
});

/** `refused` for good, by Discord's own code and words; what may go better later throws instead. */
export type DiscordAnswer =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly code: number; readonly words: string };

const timeoutMs = 10_000;
const pauseMs = 60_000;

/** Writing too fast in a channel, too many edits of an old message, and parts of Discord that are switched off or overloaded. */
const passing: ReadonlySet<number> = new Set([
  20_016, 20_022, 20_028, 20_029, 30_046, 40_004, 40_006, 40_062, 130_000,
]);

/** Asks Discord one thing. A body that is FormData goes as such, any other as JSON. */
export async function askDiscord(
  config: DiscordConfig,
  request: DiscordRequest,
  signal: AbortSignal,
): Promise<DiscordAnswer> {
  const { response, body } = await exchange(config, request, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw unavailable('Discord cannot be reached.', { cause: causeWithoutSecrets(error, [config.token]) });
  });
  const { status, ok, headers } = response;
  if (ok && body !== undefined) return { kind: 'done', body };
  if (status === 429)
    throw unavailable('Discord asks for a pause.', { retryAfterMs: pauseOf(body, headers) });
  const refusal = refusalSchema.safeParse(body);
  // What stands before Discord refuses in a form of its own, and says nothing of a bot or a channel.
  if (status >= 500 || !refusal.success) throw unavailable('Discord does not work at the moment.');
  if (passing.has(refusal.data.code))
    throw unavailable('Discord asks for a pause.', { retryAfterMs: pauseMs });
  const { code, message, errors } = refusal.data;
  const reasons = wordsIn(errors);
  const words = reasons.length === 0 ? message : `${message}: ${reasons.join(' ')}`;
  return { kind: 'refused', code, words: providerWords(words, [config.token]) };
}

/** Each field that is wrong says why, however deep it is. */
function wordsIn(errors: unknown): readonly string[] {
  if (typeof errors !== 'object' || errors === null) return [];
  if ('message' in errors) return typeof errors.message === 'string' ? [errors.message] : [];
  return Object.values(errors).flatMap(wordsIn);
}

async function exchange(
  { token, apiUrl = 'https://discord.com/api/v10' }: DiscordConfig,
  { method, path, body }: DiscordRequest,
  signal: AbortSignal,
) {
  const isForm = body instanceof FormData;
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bot ${token}`,
      'user-agent': 'DiscordBot (gantry, 1)',
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  return { response, body: readJson(await response.text()) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const limitedSchema = z.object({ retry_after: z.number().nonnegative() });

/** In seconds, with a fraction in the body; a ban of the whole address has the header alone. */
function pauseOf(body: unknown, headers: Headers): number {
  const told = limitedSchema.safeParse(body);
  const seconds = told.success ? told.data.retry_after : Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1_000) : pauseMs;
}

const unavailable = (
  message: string,
  options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
): DependencyFailed =>
  new DependencyFailed('channel_unavailable', message, {
    retryAfterMs: 5_000,
    ...options,
    service: 'Discord',
  });
