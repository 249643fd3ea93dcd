import { Readable } from 'node:stream';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { type ServedCaller, serverFor } from './mcp-server.ts';

interface Asked extends ServedCaller {
  readonly header: (name: string) => string | undefined;
}

export interface AnsweredMessage {
  readonly status: number;
  readonly json?: unknown;
}

const passedOn = ['accept', 'content-type', 'mcp-protocol-version'] as const;

/** Answers one message of the protocol by its own library, which keeps nothing between two of them; without `json` there is no body. */
export async function answerMessage(message: unknown, asked: Asked): Promise<AnsweredMessage> {
  const { answer, close } = await handled(message, asked, 'json');
  try {
    const text = await answer.text();
    if (text === '') return { status: answer.status };
    return { status: answer.status, json: JSON.parse(text) as unknown };
  } finally {
    await close();
  }
}

/** The same as server-sent events: notices while a tool works, and then its result. */
export async function streamMessage(
  message: unknown,
  asked: Asked,
): Promise<{ readonly status: number; readonly contentType: string; readonly body: Readable }> {
  const { answer, close } = await handled(message, asked, 'events');
  const body = Readable.from(answer.body ?? []);
  body.once('close', () => void close());
  return {
    status: answer.status,
    contentType: answer.headers.get('content-type') ?? 'application/json',
    body,
  };
}

async function handled(message: unknown, asked: Asked, form: 'json' | 'events') {
  const server = serverFor(asked, { canTell: form === 'events' });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: form === 'json' });
  await server.connect(transport);
  const headers = new Headers({ 'content-type': 'application/json' });
  for (const name of passedOn) {
    const value = asked.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  // The address is the library's to look at and means nothing here.
  const request = new Request('http://gantry.invalid/gantry/mcp', { method: 'POST', headers });
  try {
    const answer = await transport.handleRequest(request, { parsedBody: message });
    return { answer, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}
