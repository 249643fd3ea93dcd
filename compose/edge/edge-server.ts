import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { gatewayErrorFor } from '../../core/wire/gateway-errors.ts';
import type { Pages } from '../../local/gateway/answer-request.ts';
import { addSecurityHeaders } from '../../local/gateway/security-headers.ts';
import type { RestApi } from '../rest-api.ts';

const upstreamMs = 330_000;

export interface Origin {
  readonly host: string;
  readonly port: number;
}

export interface EdgeConfig {
  /** The emulator's REST API; undefined until it is deployed. */
  readonly restApi: () => Promise<RestApi | undefined>;
  readonly sockets: Origin;
  /** Live apps, by the first label of their host name, and repositories. */
  readonly hosts: Origin;
  /** The built console. */
  readonly pages: Pages;
  readonly log: (line: string) => void;
}

const restPath = /^\/(?:gantry(?:\/|$)|health$|openapi\.json$|\.well-known\/)/;
const socketPath = /^\/gantry\/ws\/[^/?]+(?:\?|$)/;
const gitPath = /^\/git\/[^/]+\/[^/]+\.git\//;
const ownHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const appHost = /^[a-z0-9-]{1,63}\.localhost(?::\d{1,5})?$/i;

/** CloudFront's part in front of an emulator: one origin for console, REST, WebSocket and live apps. Foreign host names are not served. */
export function createEdgeServer(config: EdgeConfig): Server {
  const server = createServer((asked, answer) => {
    route(config, asked, answer).catch((error: unknown) => {
      config.log(`${asked.method} ${asked.url?.split('?')[0]}: ${String(error)}`);
      sendError(answer, 502, 'bad_gateway', 'The part that answers this is not there. Look at its log.');
    });
  });
  server.on('upgrade', (asked, socket, head) => {
    if (ownHost.test(asked.headers.host ?? '') && socketPath.test(asked.url ?? ''))
      tunnel(config.sockets, asked, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
  });
  return server;
}

async function route(config: EdgeConfig, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const host = asked.headers.host ?? '';
  if (appHost.test(host)) return forward(config.hosts, '', {}, asked, answer);
  if (!ownHost.test(host))
    return sendError(answer, 404, 'unknown_host', 'Nothing is served under this host name; use localhost.');
  const path = (asked.url ?? '/').split('?', 1)[0] ?? '/';
  if (restPath.test(path)) return answerRest(config, asked, answer);
  if (gitPath.test(path)) return forward(config.hosts, '', {}, asked, answer);
  const page = await config.pages.serve(decodePath(path));
  if (page === undefined)
    return sendError(answer, 404, 'route_not_found', 'There is no such page; see /docs.');
  answer.statusCode = page.status;
  for (const [name, value] of Object.entries(page.headers)) answer.setHeader(name, value);
  addSecurityHeaders(answer);
  answer.end(asked.method === 'HEAD' ? undefined : page.bytes);
}

async function answerRest(config: EdgeConfig, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const restApi = await config.restApi();
  // What CloudFront's function says of a request: the name that the viewer asked for.
  const headers = { 'x-gantry-viewer-host': asked.headers.host ?? '' };
  if (restApi !== undefined) return forward(restApi, restApi.prefix, headers, asked, answer);
  answer.setHeader('retry-after', '5');
  sendError(answer, 503, 'try_again', 'Gantry is still being deployed. Try again in a few seconds.');
}

function forward(
  { host, port }: Origin,
  prefix: string,
  headers: Readonly<Record<string, string>>,
  asked: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = new AbortController();
    const upstream = request(
      {
        host,
        port,
        method: asked.method,
        path: prefix + asked.url,
        headers: { ...asked.headers, ...headers },
        signal: AbortSignal.any([gone.signal, AbortSignal.timeout(upstreamMs)]),
      },
      (response) => {
        const { 'x-amzn-errortype': errorType, 'x-amzn-requestid': requestId } = response.headers;
        if (typeof errorType === 'string') {
          // Emulators take no bodies for the gateway's own answers, as AWS does.
          const { status, code, message } = gatewayErrorFor(errorType, response.statusCode ?? 502);
          response.resume();
          return sendError(answer, Number(status), code, message, String(requestId ?? randomUUID()));
        }
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
        response.once('error', () => answer.destroy());
      },
    );
    answer.once('close', () => {
      gone.abort();
      resolve();
    });
    upstream.once('error', (error) => (answer.headersSent ? answer.destroy() : reject(error)));
    asked.pipe(upstream);
  });
}

/** Hands a handshake on as it came; after it the bytes go through as they are. */
function tunnel({ host, port }: Origin, asked: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${asked.method} ${asked.url} HTTP/1.1`];
  for (let at = 0; at < asked.rawHeaders.length; at += 2)
    lines.push(`${asked.rawHeaders[at]}: ${asked.rawHeaders[at + 1]}`);
  const upstream: Socket = connect(port, host, () => {
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on('error', () => socket.destroy());
  socket.on('error', () => upstream.destroy());
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/.';
  }
}

function sendError(
  answer: ServerResponse,
  status: number,
  code: string,
  message: string,
  requestId: string = randomUUID(),
): void {
  if (answer.headersSent) return void answer.destroy();
  answer
    .writeHead(status, { 'content-type': 'application/json', 'x-request-id': requestId })
    .end(JSON.stringify({ error: { code, message }, request_id: requestId }));
}
