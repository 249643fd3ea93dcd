import * as z from 'zod';
import { DependencyFailed } from '../../core/errors.ts';
import type { Posted } from '../../core/ports/channel.ts';
import { causeWithoutSecrets } from '../node/without-secrets.ts';

export interface TelegramConfig {
  readonly token: string;
  /** A Bot API server of one's own, or a stand-in. */
  readonly apiUrl?: string;
}

const answerSchema = z.union([
  z.object({ ok: z.literal(true), result: z.object({ message_id: z.number().int() }) }),
  z.object({
    ok: z.literal(false),
    error_code: z.number().int(),
    description: z.string(),
    parameters: z.object({ retry_after: z.number().optional() }).optional(),
  }),
]);
type Refusal = Extract<z.infer<typeof answerSchema>, { ok: false }>;

const timeoutMs = 10_000;

type Fields = Readonly<Record<string, unknown>>;

/** Calls a method that sends or edits a message; a picture goes along as a form. The token is in the address, so no error quotes it. */
export async function askTelegram(
  config: TelegramConfig,
  method: 'sendMessage' | 'editMessageText' | 'sendPhoto',
  body: Fields | FormData,
  signal: AbortSignal,
): Promise<Posted> {
  const answer = answerSchema.safeParse(await callTelegram(config, method, body, { signal, timeoutMs }));
  if (!answer.success)
    throw unavailable('Telegram answered something that is no answer of its API.', { cause: answer.error });
  if (answer.data.ok) return { kind: 'posted', messageId: String(answer.data.result.message_id) };
  return afterRefusal(answer.data, body instanceof FormData ? {} : body);
}

/** Calls any method of the Bot API and answers the JSON that it answers. */
export async function callTelegram(
  { token, apiUrl = 'https://api.telegram.org' }: TelegramConfig,
  method: string,
  body: Fields | FormData,
  { signal, timeoutMs: limitMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<unknown> {
  const isForm = body instanceof FormData;
  try {
    const response = await fetch(`${apiUrl}/bot${token}/${method}`, {
      method: 'POST',
      ...(!isForm && { headers: { 'content-type': 'application/json' } }),
      body: isForm ? body : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    return await response.json();
  } catch (error) {
    signal.throwIfAborted();
    throw unavailable('Telegram cannot be reached.', { cause: causeWithoutSecrets(error, [token]) });
  }
}

/** 401 and 404 answer a token that was revoked, 403 a bot that was blocked or put out of the chat, and some 400s a chat or a message that is gone. */
function afterRefusal(
  { error_code: status, description, parameters }: Refusal,
  { message_id }: { readonly [field: string]: unknown },
): Posted {
  if (/message is not modified/i.test(description)) return { kind: 'posted', messageId: String(message_id) };
  if (status === 429)
    throw unavailable('Telegram asks for a pause.', { retryAfterMs: (parameters?.retry_after ?? 1) * 1_000 });
  if (status >= 500) throw unavailable('Telegram does not work at the moment.');
  return { kind: 'gone' };
}

const unavailable = (
  message: string,
  options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
): DependencyFailed =>
  new DependencyFailed('channel_unavailable', message, {
    retryAfterMs: 5_000,
    ...options,
    service: 'Telegram',
  });
