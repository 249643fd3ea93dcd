import type { ChatReply } from '../../core/wire/http.ts';
import type { ServerSentEvent } from '../../core/wire/server-sent-events.ts';
import { createEventReader } from '../../core/wire/server-sent-events.ts';
import { ApiError, readError } from '../api/api-error.ts';
import { request } from '../api/call.ts';
import type { Input } from '../api/endpoints.ts';

/** Says something, or confirms a plan; the model's text goes to `onText` as it comes. Throws ApiError, also when the stream breaks off. */
export async function sendChat(
  body: Input<'chat'>['body'],
  { signal, onText }: { readonly signal: AbortSignal; readonly onText: (text: string) => void },
): Promise<ChatReply> {
  const response = await request('chat', { body, signal }, 'text/event-stream');
  const isStream = (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
  if (!isStream || response.body === null) return (await response.json()) as ChatReply;
  for await (const { event, data } of eventsOf(response.body)) {
    const payload: unknown = JSON.parse(data);
    if (event === 'result') return payload as ChatReply;
    if (event === 'error') throw readError(500, payload, null);
    if (event === 'delta') onText(textOf(payload));
  }
  throw new ApiError({ status: 0, code: 'cut_off', message: 'The reply broke off. Send it again.' });
}

async function* eventsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ServerSentEvent> {
  const read = createEventReader();
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) yield* read(chunk);
}

function textOf(payload: unknown): string {
  return typeof payload === 'object' &&
    payload !== null &&
    'text' in payload &&
    typeof payload.text === 'string'
    ? payload.text
    : '';
}
