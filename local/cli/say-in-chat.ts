import * as z from 'zod';
import { DependencyFailed } from '../../core/errors.ts';
import type { ChatReply } from '../../core/wire/http.ts';
import { chatReplySchema } from '../../core/wire/http.ts';
import type { ServerSentEvent } from '../../core/wire/server-sent-events.ts';
import { createEventReader } from '../../core/wire/server-sent-events.ts';
import type { Connection } from './connection.ts';
import { readAnswer, readError } from './read-answer.ts';

/** A model may think for minutes; the server gives up before this. */
const turnMs = 5 * 60_000;

/** What one turn sends: words, or a yes to a plan. */
export interface Turn {
  readonly conversation_id?: string;
  readonly app?: string;
  readonly message?: string;
  readonly confirm?: { readonly plan_id: string; readonly strike_checks?: readonly string[] };
}

/** Takes one turn of a conversation; the reply's words go to `onText` as they come. */
export async function sayInChat(
  gantry: Connection,
  turn: Turn,
  onText: (text: string) => void,
): Promise<ChatReply> {
  const response = await gantry.request('chat', {
    body: turn,
    accept: 'text/event-stream',
    timeoutMs: turnMs,
  });
  const isStream = (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
  if (!isStream || response.body === null) return readReply(await response.json());
  try {
    return await readStream(response.body, onText);
  } catch (cause) {
    // What fetch and JSON say of a stream that ends in the middle.
    throw cause instanceof TypeError || cause instanceof SyntaxError ? cutOff(cause) : cause;
  }
}

async function readStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onText: (text: string) => void,
): Promise<ChatReply> {
  for await (const { event, data } of eventsOf(body)) {
    const payload: unknown = JSON.parse(data);
    if (event === 'result') return readReply(payload);
    if (event === 'error') throw readError(500, payload, null) ?? cutOff();
    const delta = deltaSchema.safeParse(payload);
    if (event === 'delta' && delta.success) onText(delta.data.text);
  }
  throw cutOff();
}

const deltaSchema = z.object({ text: z.string() });

/** A reply that came whole; what took more than a moment has its error in a 200. */
function readReply(body: unknown): ChatReply {
  const late = readError(500, body, null);
  if (late !== undefined) throw late;
  return readAnswer(chatReplySchema, body);
}

const cutOff = (cause?: unknown): DependencyFailed =>
  new DependencyFailed('cut_off', 'The reply broke off. Send your message again.', { cause });

async function* eventsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ServerSentEvent> {
  const read = createEventReader();
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) yield* read(chunk);
}
