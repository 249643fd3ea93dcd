import type { BrowserContext, Route } from 'playwright-core';
import type { OutsideStub } from '../../core/pod/outside-stubs.ts';
import { answerFromOutside } from './answer-from-outside.ts';
import type { PageRecord } from './page-record.ts';
import type { Answer, ServedArtifact } from './served-artifact.ts';

/** Where the app is while it is tried: https, so that all of a browser's doors are open to it as live. Nothing listens there. */
export const appOrigin = 'https://app.test';

/** Calls a function of the app; the answer is the app's own, bounded by who runs it. */
export type CallFunction = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  signal: AbortSignal,
) => Promise<Answer>;

/** What answers a page's requests. */
export interface Server {
  readonly artifact: ServedArtifact;
  readonly callFunction?: CallFunction | undefined;
  readonly stubs?: readonly OutsideStub[] | undefined;
  readonly signal: AbortSignal;
}

/** Whether the visitor has a network, and how many requests are under way on it. */
export interface Line {
  isOffline: boolean;
  underWay: number;
}

/** Answers every request of a visitor from the app itself; what is meant for elsewhere is refused and noted. */
export async function answerRequests(
  context: BrowserContext,
  server: Server,
  { line, record }: { readonly line: Line; readonly record: PageRecord },
): Promise<void> {
  await context.route('**/*', async (route) => {
    record.count('requests');
    if (line.isOffline) return route.abort('internetdisconnected').catch(() => undefined);
    line.underWay += 1;
    try {
      await answerRoute(route, server, record);
    } finally {
      line.underWay -= 1;
    }
  });
}

async function answerRoute(route: Route, server: Server, record: PageRecord): Promise<void> {
  const url = URL.parse(route.request().url());
  if (url?.origin !== appOrigin) {
    record.note('foreign', url?.origin ?? 'an address that cannot be read');
    return answerFromOutside(route, server, record);
  }
  const answer = await answerOwn(route, url, server);
  if (answer.status >= 400) noteFailure(record, route, url, answer.status);
  await route
    .fulfill({ status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) })
    .catch(() => undefined);
}

async function answerOwn(route: Route, url: URL, server: Server): Promise<Answer> {
  const request = route.request();
  const path = `${url.pathname}${url.search}`;
  const headers = request.headers();
  return answerAt(server, request.method(), path, {
    headers,
    body: request.postDataBuffer() ?? Buffer.alloc(0),
  });
}

/** What the host answers at a path of the app: a function where one is there, else a file. */
export async function answerAt(
  { artifact, callFunction, signal }: Server,
  method: string,
  path: string,
  sent: { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array },
): Promise<Answer> {
  if (!path.startsWith('/api/') || callFunction === undefined || !artifact.isFunction(path))
    return artifact.read(method, path);
  const added = artifact.headersAt(path);
  try {
    const answer = await callFunction(method, path, sent.headers, sent.body, signal);
    return { ...answer, headers: { ...answer.headers, ...added } };
  } catch {
    return {
      status: 502,
      headers: { ...added, 'content-type': 'text/plain' },
      body: Buffer.from('The function gave no answer.\n'),
    };
  }
}

function noteFailure(record: PageRecord, route: Route, url: URL, status: number): void {
  const isIcon = url.pathname === '/favicon.ico';
  if (isIcon) return;
  record.note('said', `${route.request().method()} ${url.pathname} answered ${status}`);
  if (status === 404 && !url.pathname.startsWith('/api/')) record.note('missing', url.pathname.slice(1));
}
