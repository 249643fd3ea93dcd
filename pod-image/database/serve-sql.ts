import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type SqlResult, sqlRequestSchema } from '../../core/wire/sql.ts';
import type { Database } from './database.ts';
import type { TwinAnswer, TwinRequest, TwinRole } from './twin-request.ts';

/** As much as one request may bring, and one answer may hold. */
const mostBytes = 32 * 1024 * 1024;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const refuse = (status: number, message: string): Reply => ({ status, body: { message } });

/**
 * Serves a database for one role as Neon serves its own: `POST /sql`, a request a transaction. Tells when the database ended in a statement and does
 * not open again.
 */
export function serveSql(database: Database, role: TwinRole, onLost: () => void): Server {
  return createServer(async (request, response) => {
    const { status, body } = await answer(database, role, request).catch((): Reply => {
      response.once('close', onLost);
      return refuse(500, 'The database could not be opened.');
    });
    send(response, status, JSON.stringify(body));
  });
}

function send(response: ServerResponse, status: number, text: string): void {
  const isTooMuch = text.length > mostBytes;
  const message = `response is too large (max is ${mostBytes} bytes)`;
  response.writeHead(isTooMuch ? 507 : status, { 'content-type': 'application/json' });
  response.end(isTooMuch ? JSON.stringify({ message }) : text);
}

async function answer(database: Database, role: TwinRole, message: IncomingMessage): Promise<Reply> {
  if (message.method !== 'POST' || message.url !== '/sql')
    return refuse(404, 'Only POST /sql is served here.');
  if (message.headers['neon-raw-text-output'] !== 'true' || message.headers['neon-array-mode'] !== 'true')
    return refuse(400, 'Send Neon-Raw-Text-Output: true and Neon-Array-Mode: true.');
  const text = await readBody(message);
  if (text === undefined) return refuse(413, `request is too large (max is ${mostBytes} bytes)`);
  const parsed = sqlRequestSchema.safeParse(readJson(text));
  if (!parsed.success) return refuse(400, 'The body is {query, params} or {queries: [{query, params}]}.');
  const isBatch = 'queries' in parsed.data;
  const queries = 'queries' in parsed.data ? parsed.data.queries : [parsed.data];
  return replyOf(await database.run({ role, queries, ...modesOf(message) }), isBatch);
}

function modesOf({ headers }: IncomingMessage): Pick<TwinRequest, 'isolation' | 'isReadOnly'> {
  const isolation = headers['neon-batch-isolation-level'];
  return {
    ...(typeof isolation === 'string' && { isolation }),
    isReadOnly: headers['neon-batch-read-only'] === 'true',
  };
}

function replyOf(outcome: TwinAnswer, isBatch: boolean): Reply {
  if (outcome.kind === 'refused') return { status: 400, body: outcome.refusal };
  const results = outcome.results.map((result: SqlResult) => ({ ...result, rowAsArray: true }));
  return { status: 200, body: isBatch ? { results } : results[0] };
}

/** Undefined where more comes than a request may bring; the rest is not kept. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= mostBytes) chunks.push(chunk);
  }
  return sizeBytes <= mostBytes ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
