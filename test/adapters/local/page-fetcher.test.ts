import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageFetcher } from '../../../adapters/local/page-fetcher.ts';

const never = new AbortController().signal;
const limits = { maxBytes: 1_000_000, timeoutMs: 5_000 };
let server: Server;
let port = 0;

const answers: Record<string, (response: ServerResponse, request: IncomingMessage, count: number) => void> = {
  headers: (response, request) => response.end(JSON.stringify({ ...request.headers })),
  hop: (response, _request, count) =>
    response.writeHead(302, { location: count > 1 ? `/hop/${count - 1}` : '/page' }).end('moved'),
  file: (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  endless: (response) => response.write('x'.repeat(50_000)),
  silent: (response) => response.writeHead(200).flushHeaders(),
  missing: (response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here'),
  body: async (response, request) => {
    const sent = await text(request);
    response.end(JSON.stringify([request.method, request.headers['content-type'] ?? null, sent]));
  },
  gone: (response) => response.writeHead(404, { 'x-vercel-error': 'NOT_FOUND' }).end(),
  absent: (response) => response.writeHead(404, { 'x-gantry-error': 'NOT_FOUND' }).end(),
  busy: (response) => response.writeHead(503, { 'retry-after': '120' }).end(),
  page: (response, request) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(`<title>${request.headers.host}</title>`),
};

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [, step = 'page', count] = /^\/(\w+)(?:\/(\d+))?/.exec(request.url ?? '') ?? [];
  answers[step]?.(response, request, Number(count));
}

beforeAll(async () => {
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test('fetches a page of any name under localhost, telling the server that name', async () => {
  const url = `http://todo-app-0a1b2c3d.localhost:${port}/`;
  const page = await pageFetcher.fetch(url, limits, never);
  expect(page).toMatchObject({ status: 200, finalUrl: url, contentType: 'text/html; charset=utf-8' });
  expect(textOf(page.bytes)).toBe(`<title>todo-app-0a1b2c3d.localhost:${port}</title>`);
});

test('gives a page that is not there as what it is', async () => {
  const page = await pageFetcher.fetch(`http://127.0.0.1:${port}/missing`, limits, never);
  expect([page.status, textOf(page.bytes)]).toEqual([404, 'nothing here']);
});

test('tells when a page that is busy wants to be asked again', async () => {
  const page = await pageFetcher.fetch(`http://127.0.0.1:${port}/busy`, limits, never);
  expect([page.status, page.retryAfter]).toEqual([503, '120']);
});

test('sends no credentials, not even those in the address', async () => {
  const page = await pageFetcher.fetch(`http://user:password@localhost:${port}/headers`, limits, never);
  expect(Object.keys(JSON.parse(textOf(page.bytes))).toSorted()).toEqual([
    'accept',
    'connection',
    'host',
    'user-agent',
  ]);
});

test('follows five redirects and refuses a sixth', async () => {
  const page = await pageFetcher.fetch(`http://localhost:${port}/hop/5`, limits, never);
  expect(page).toMatchObject({ status: 200, finalUrl: `http://localhost:${port}/page` });
  const sixth = pageFetcher.fetch(`http://localhost:${port}/hop/6`, limits, never);
  await expect(sixth).rejects.toMatchObject({ name: 'DependencyRefused', code: 'too_many_redirects' });
});

test.each(['file:///etc/passwd', 'nonsense', 'data:text/plain,x'])('refuses %s', async (url) => {
  await expect(pageFetcher.fetch(url, limits, never)).rejects.toMatchObject({ name: 'InputRejected' });
});

test('refuses a redirect out of the web', async () => {
  const fetched = pageFetcher.fetch(`http://localhost:${port}/file`, limits, never);
  await expect(fetched).rejects.toMatchObject({ code: 'bad_page_url' });
});

test('reads no more than maxBytes, also of a body that never ends', async () => {
  const page = await pageFetcher.fetch(
    `http://localhost:${port}/endless`,
    { ...limits, maxBytes: 1_234 },
    never,
  );
  expect(page.bytes).toHaveLength(1_234);
});

test('gives up after timeoutMs, also when the body is what is late', async () => {
  const fetched = pageFetcher.fetch(`http://localhost:${port}/silent`, { ...limits, timeoutMs: 150 }, never);
  await expect(fetched).rejects.toMatchObject({
    name: 'DependencyFailed',
    message: expect.stringContaining('150 ms'),
  });
});

test('stops at once for a caller that has given up', async () => {
  const reason = new Error('cancelled');
  const fetched = pageFetcher.fetch(`http://localhost:${port}/silent`, limits, AbortSignal.abort(reason));
  await expect(fetched).rejects.toBe(reason);
});

test('tells an address where nobody listens as a failed dependency', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  const { port: free } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const fetched = pageFetcher.fetch(`http://gone.localhost:${free}/`, limits, never);
  await expect(fetched).rejects.toMatchObject({ name: 'DependencyFailed', code: 'page_unreachable' });
});

test('sends what is to be sent, as JSON, and follows no redirect of it', async () => {
  const at = (path: string): string => `http://127.0.0.1:${port}/${path}`;
  const request = { method: 'POST', body: '{"text":"Hi"}' };
  const sent = await pageFetcher.fetch(at('body'), { ...limits, request }, never);
  expect(JSON.parse(textOf(sent.bytes))).toEqual(['POST', 'application/json', '{"text":"Hi"}']);
  const named = { ...request, headers: { 'content-type': 'text/x-signed' } };
  const signed = await pageFetcher.fetch(at('body'), { ...limits, request: named }, never);
  expect(JSON.parse(textOf(signed.bytes))).toEqual(['POST', 'text/x-signed', '{"text":"Hi"}']);
  const bare = await pageFetcher.fetch(at('body'), { ...limits, request: { method: 'DELETE' } }, never);
  expect(JSON.parse(textOf(bare.bytes))).toEqual(['DELETE', null, '']);
  expect(await pageFetcher.fetch(at('hop/1'), { ...limits, request }, never)).toMatchObject({ status: 302 });
});

test.each(['gone', 'absent'])('tells the host’s own 404 from an app’s: %s', async (path) => {
  const at = (step: string): string => `http://127.0.0.1:${port}/${step}`;
  expect(await pageFetcher.fetch(at(path), limits, never)).toMatchObject({ hostError: 'NOT_FOUND' });
  expect(await pageFetcher.fetch(at('missing'), limits, never)).not.toHaveProperty('hostError');
});
