import * as z from 'zod';
import { DependencyFailed } from '../../core/errors.ts';
import { causeWithoutSecrets } from '../node/without-secrets.ts';

export interface SlackConfig {
  /** Of the app's bot in one workspace: xoxb-… */
  readonly botToken: string;
  /** A stand-in for https://slack.com/api. */
  readonly apiUrl?: string;
}

export type SlackMethod =
  | 'chat.postMessage'
  | 'chat.update'
  | 'files.getUploadURLExternal'
  | 'files.completeUploadExternal';

const refusalSchema = z.object({ ok: z.literal(false), error: z.string(), needed: z.string().optional() });
const timeoutMs = 10_000;
/** Where Slack asks for a pause and does not say for how long. */
const pauseMs = 30_000;

/** What passes by itself; every other refusal is for good. */
const passing: ReadonlySet<string> = new Set([
  'external_channel_migrating',
  'fatal_error',
  'file_update_failed',
  'internal_error',
  'message_limit_exceeded',
  'org_login_required',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'streaming_state_conflict',
  'team_added_to_org',
  'update_failed',
]);

/** Slack's word for why it does not do something, now or later, and all that it says to it. */
export interface Refused {
  readonly refused: string;
  readonly why: string;
}

/** Calls a method of Slack's Web API as a form, which each of them reads. What passes by itself is thrown and tried again; every other refusal is for good. */
export async function askSlack<T>(
  config: SlackConfig,
  method: SlackMethod,
  fields: Readonly<Record<string, string>>,
  answerSchema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | Refused> {
  const { botToken, apiUrl = 'https://slack.com/api' } = config;
  const headers = { authorization: `Bearer ${botToken}` };
  const body = new URLSearchParams(fields);
  const request = { url: `${apiUrl}/${method}`, headers, body, secrets: [botToken] };
  const response = await sendToSlack(request, signal);
  const answer = await response.json().catch(() => undefined);
  const refusal = refusalSchema.safeParse(answer).data;
  if (refusal === undefined) return readAnswer(answerSchema, answer);
  const { error, needed } = refusal;
  if (passing.has(error))
    throw unavailable(`Slack answers ${error}.`, { retryAfterMs: retryAfterMs(response) });
  return { refused: error, why: `${method}: ${error}${needed === undefined ? '' : ` (needed: ${needed})`}` };
}

export interface SlackRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: URLSearchParams | Uint8Array<ArrayBuffer>;
  readonly secrets: readonly string[];
}

/** One POST that ends in time; DependencyFailed where Slack is away, in trouble or asks for a pause. */
export async function sendToSlack(
  { url, headers, body, secrets }: SlackRequest,
  signal: AbortSignal,
): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body,
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw unavailable('Slack cannot be reached.', { cause: causeWithoutSecrets(error, secrets) });
  });
  if (response.status === 429)
    throw unavailable('Slack asks for a pause.', { retryAfterMs: retryAfterMs(response) });
  if (!response.ok) throw unavailable(`Slack answers with status ${response.status}.`);
  return response;
}

function readAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw unavailable('Slack answers with something that is no answer of its Web API.', { cause: read.error });
}

function retryAfterMs({ headers }: Response): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return seconds > 0 ? seconds * 1_000 : pauseMs;
}

const unavailable = (
  message: string,
  options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
): DependencyFailed => new DependencyFailed('channel_unavailable', message, { ...options, service: 'Slack' });
