import type { IncomingMessage } from 'node:http';
import { request as sendRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { refusedHeader } from '../../../core/wire/outside.ts';

/** A sandbox shows nothing of core/. */
const refusedName: typeof refusedHeader = 'x-gantry-refused';
const redirects: readonly unknown[] = [301, 302, 303, 307, 308];
const mostRedirects = 5;
const withoutBody: readonly unknown[] = [204, 205, 304];

/**
 * The `fetch` of a function: every request goes through the gateway's socket, which judges each by itself, so that a redirect is followed only
 * to a place that may be asked too. Without a gateway nothing can be asked, and the error says why.
 */
export function outsideFetch(socketPath: string | undefined): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    return follow(socketPath, request, Buffer.from(await request.arrayBuffer()), 0);
  };
}

async function follow(
  socketPath: string | undefined,
  request: Request,
  body: Buffer,
  redirectsSoFar: number,
): Promise<Response> {
  const answer = await send(socketPath, request, body);
  const next = request.redirect === 'manual' ? undefined : nextAddress(request, answer);
  if (next === undefined) return await responseOf(request, answer, redirectsSoFar > 0);
  answer.resume();
  if (request.redirect === 'error') throw failed(`${request.url} redirects.`);
  if (redirectsSoFar === mostRedirects) throw failed(`${request.url} redirects once too often.`);
  const { method, headers } = followedBy(request, next, answer.statusCode);
  const rest = new Request(next, { method, headers, signal: request.signal });
  return follow(socketPath, rest, method === 'GET' ? Buffer.alloc(0) : body, redirectsSoFar + 1);
}

/** Fetch tells its callers the reason as a cause; so that a log shows it, it stands in the message too. */
const failed = (why: string): TypeError => new TypeError(`fetch failed: ${why}`, { cause: new Error(why) });

function nextAddress({ url }: Request, { statusCode, headers }: IncomingMessage): string | undefined {
  if (!redirects.includes(statusCode) || headers.location === undefined) return undefined;
  return URL.parse(headers.location, url)?.href;
}

/** As browsers do it: what sends something becomes a question, and what proves who asks stays with whom it was meant for. */
function followedBy(
  { url, method, headers }: Request,
  next: string,
  status: number | undefined,
): { readonly method: string; readonly headers: Headers } {
  const kept = new Headers(headers);
  if (new URL(next).origin !== new URL(url).origin)
    for (const name of ['authorization', 'cookie']) kept.delete(name);
  const isQuestion = status === 303 || ((status === 301 || status === 302) && method === 'POST');
  if (isQuestion) for (const name of ['content-type', 'content-encoding']) kept.delete(name);
  return { method: isQuestion ? 'GET' : method, headers: kept };
}

function send(socketPath: string | undefined, request: Request, body: Buffer): Promise<IncomingMessage> {
  const { origin } = new URL(request.url);
  if (socketPath === undefined) throw failed(`${origin} is not one of the places that this app may talk to.`);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  sendRequest({
    socketPath,
    method: request.method,
    path: request.url,
    headers: {
      'user-agent': 'gantry-app',
      accept: '*/*',
      ...Object.fromEntries(request.headers),
      'accept-encoding': 'identity',
      'content-length': body.length,
    },
    signal: request.signal,
  })
    .once('response', (answer) => {
      const why = answer.headers[refusedName];
      if (why === undefined) resolve(answer);
      else reject(failed(String(why)));
    })
    .once('error', (cause) => reject(request.signal.aborted ? request.signal.reason : failed(cause.message)))
    .end(body);
  return promise;
}

async function responseOf({ url }: Request, answer: IncomingMessage, redirected: boolean): Promise<Response> {
  const { statusCode: status = 502, statusMessage: statusText = '', rawHeaders } = answer;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  const body = await buffer(answer);
  const response = new Response(withoutBody.includes(status) ? null : body, { status, statusText, headers });
  return Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } });
}
