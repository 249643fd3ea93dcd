import { mkdtemp, rm } from 'node:fs/promises';
import type {
  ClientRequest,
  IncomingHttpHeaders,
  IncomingMessage,
  RequestOptions,
  ServerResponse,
} from 'node:http';
import { createServer, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isGantryError } from '../../../core/errors.ts';
import { refusedHeader } from '../../../core/wire/outside.ts';
import { guarded } from '../../node/guarded-lookup.ts';
import { boundBytes } from './bound-bytes.ts';

/** How the outside is reached. */
export interface OutsideWay {
  /** Resolves names; the very addresses that it gives are judged and connected to. */
  readonly lookup: LookupFunction;
  readonly allowsAddress: (address: string) => boolean;
  /** Where a place is asked for, by plain http, instead of at its own address: a stand-in, whose address is not judged. */
  readonly standIn?: (url: URL) => { readonly hostname: string; readonly port: string } | undefined;
}

/** A way to the outside for one function's call. */
export interface OpenGateway {
  /** A Unix socket that speaks HTTP: a request's target is the whole address. */
  readonly socketPath: string;
  close(): Promise<void>;
}

/** Shorter than a function's ten seconds, so that its code still hears of it. */
const answerMs = 8_000;
const requestBytes = 1024 * 1024;
const responseBytes = 8 * 1024 * 1024;
const ofConnection =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|host|content-length)$/;

/**
 * Opens the only way by which a function reaches the outside: https to the origins that its app's spec declares, at public addresses. Each
 * request is judged by itself and redirects are given back, so that none leads on to another place.
 */
export const openGateway =
  (way: OutsideWay) =>
  async (origins: readonly string[]): Promise<OpenGateway> => {
    const folder = await mkdtemp(join(tmpdir(), 'gantry-out-'));
    const socketPath = join(folder, 'outside');
    const server = createServer((request, response) => {
      answer(way, origins, request, response).catch((error: unknown) => refuse(response, wordsOf(error)));
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socketPath, resolve));
    return {
      socketPath,
      close: async () => {
        server.close();
        server.closeAllConnections();
        await rm(folder, { recursive: true, force: true });
      },
    };
  };

async function answer(
  way: OutsideWay,
  origins: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '');
  if (url === null || url.protocol !== 'https:')
    throw new Refused('Only whole addresses with https:// are asked.');
  if (!origins.includes(url.origin))
    throw new Refused(`${url.origin} is not one of the places that this app may talk to.`);
  const asked = requestTo(way, url, {
    path: url.pathname + url.search,
    method: request.method,
    headers: { ...passedOn(request.headers), host: url.host },
    agent: false,
    signal: AbortSignal.timeout(answerMs),
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject);
  });
  const sent = pipeline(request, boundBytes(requestBytes), asked);
  const [real] = await Promise.all([answered, sent]);
  response.writeHead(real.statusCode ?? 502, passedOn(real.headers));
  await pipeline(real, boundBytes(responseBytes), response);
}

function requestTo(way: OutsideWay, url: URL, options: RequestOptions): ClientRequest {
  const standIn = way.standIn?.(url);
  if (standIn !== undefined) return requestHttp({ ...options, ...standIn });
  const { hostname, port } = url;
  return requestHttps({ ...options, hostname, port, lookup: guarded(way.lookup, way.allowsAddress) });
}

/** What a person reads who wrote the app. */
class Refused extends Error {
  override readonly name = 'Refused';
}

function wordsOf(error: unknown): string {
  if (error instanceof Refused || isGantryError(error)) return error.message;
  const { name, code, message } = error as NodeJS.ErrnoException;
  return name === 'TimeoutError' || name === 'AbortError'
    ? `It gave no answer within ${answerMs / 1_000} seconds.`
    : `It could not be asked: ${code ?? message}.`;
}

function refuse(response: ServerResponse, words: string): void {
  if (response.headersSent) return void response.destroy();
  const said = words.replace(/[^\x20-\x7e]/g, '?');
  response.writeHead(502, { [refusedHeader]: said, 'content-type': 'text/plain' }).end(`${said}\n`);
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(([name]) => !ofConnection.test(name) && name !== refusedHeader);
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
