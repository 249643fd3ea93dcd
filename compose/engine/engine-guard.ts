import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { Asked, EngineCall } from './allowed-call.ts';

const maxBodyBytes = 64 * 1024;
/** The engine answers in milliseconds; only a wait for a container's end lasts as long as the container. */
const engineMs = 30_000;
const slowMs = 3_600_000;

export interface EngineGuardConfig {
  /** The engine's own socket. */
  readonly socketPath: string;
  /** What an asked call comes to; undefined where it is not to be. */
  readonly allow: (asked: Asked) => Promise<EngineCall | undefined> | EngineCall | undefined;
  readonly log: (line: string) => void;
}

/** Stands before the Docker engine's socket and lets through what its policy allows; everything else is 403 and logged. */
export function createEngineGuard(config: EngineGuardConfig): Server {
  return createServer((asked, answer) => {
    guard(config, asked, answer).catch(() => refuse(answer, 400, 'The request could not be read.'));
  });
}

async function guard(
  config: EngineGuardConfig,
  asked: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const { method = '', url: target = '' } = asked;
  // Files for a container are no JSON, and may be large.
  const body = method === 'PUT' ? undefined : await readJson(asked);
  const call = await config.allow({ method, target, body });
  if (call === undefined) {
    config.log(`refused: ${JSON.stringify(`${method} ${target}`.slice(0, 200))}`);
    return refuse(answer, 403, 'The guard of the Docker engine does not let this through.');
  }
  passOn(config.socketPath, call, asked, answer);
}

function passOn(socketPath: string, call: EngineCall, asked: IncomingMessage, answer: ServerResponse): void {
  const gone = new AbortController();
  answer.once('close', () => gone.abort());
  const onward = request(
    {
      socketPath,
      method: call.method,
      path: call.path,
      headers: headersOf(call),
      signal: AbortSignal.any([gone.signal, AbortSignal.timeout(call.isSlow ? slowMs : engineMs)]),
    },
    (response) => {
      answer.writeHead(response.statusCode ?? 502, toldHeaders(response.headers));
      // A wait is answered as soon as it is known, and ends when the container does.
      answer.flushHeaders();
      response.pipe(answer);
    },
  );
  onward.on('error', () => refuse(answer, 502, 'The Docker engine does not answer.'));
  if (call.passesBody) asked.pipe(onward);
  else onward.end(call.body && JSON.stringify(call.body));
}

/** Clients agree on a version by what a ping says, and learn of a file by what a look at it says. */
const told = ['api-version', 'x-docker-container-path-stat'] as const;

function toldHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const { 'content-type': type = 'application/json' } = headers;
  const kept = told.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]));
  return { 'content-type': type, ...Object.fromEntries(kept) };
}

const headersOf = ({ body, passesBody }: EngineCall): Record<string, string> => ({
  host: 'engine',
  ...(passesBody && { 'content-type': 'application/x-tar' }),
  ...(body && {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(JSON.stringify(body))),
  }),
});

/** The name that a container's id has, as the engine knows it. */
export async function containerNameOf(socketPath: string, id: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string>();
  request({ socketPath, path: `/containers/${id}/json`, headers: { host: 'engine' } }, (response) => {
    buffer(response).then(
      (bytes) => resolve(bytes.toString('utf8')),
      () => resolve('{}'),
    );
  })
    .on('error', () => resolve('{}'))
    .setTimeout(engineMs, () => resolve('{}'))
    .end();
  const { data } = z.object({ Name: z.string() }).safeParse(JSON.parse(await promise));
  return data?.Name.replace(/^\//, '');
}

async function readJson(asked: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of asked as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > maxBodyBytes) throw new Error('too large');
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

function refuse(answer: ServerResponse, status: number, message: string): void {
  if (answer.headersSent) return void answer.destroy();
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
