import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { appListSchema } from '../../../core/wire/http.ts';
import type { Credentials } from '../../../local/cli/connection.ts';
import { connect, fillPath } from '../../../local/cli/connection.ts';
import { serverOrigin } from '../../../local/cli/reach-gantry.ts';
import { readAnswer } from '../../../local/cli/read-answer.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as told, and what it was asked. */
async function serve(listener: Listener) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    listener(request, response);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const { signal } = new AbortController();
const withToken = (first: string, renewed?: string): Credentials => ({
  token: async () => first,
  renew: async () => {
    if (renewed === undefined) throw new Error('no other');
    return renewed;
  },
});
const to = (origin: string, credentials = withToken('one')) => connect({ origin, credentials, signal });
const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const error = (code: string, message: string) => ({ error: { code, message }, request_id: 'r' });

describe('a request of the terminal', () => {
  it('says its door and its session, and reads an answer of a newer server', async () => {
    const { origin, asked } = await serve((_request, response) => json(response, 200, { apps: [], more: 1 }));
    expect(await to(origin).call('listApps', { query: { deleted: undefined } }, appListSchema)).toEqual({
      apps: [],
    });
    expect(asked[0]?.url).toBe('/gantry/apps');
    expect(asked[0]?.headers['user-agent']).toMatch(/^gantry-cli\/\d/);
    expect(asked[0]?.headers.authorization).toBe('Bearer one');
  });

  it('renews a session once, and says what to do where that is refused too', async () => {
    const { origin, asked } = await serve(({ headers }, response) =>
      headers.authorization === 'Bearer two'
        ? json(response, 200, { apps: [] })
        : json(response, 401, error('unauthenticated', 'Sign in.')),
    );
    expect(await to(origin, withToken('one', 'two')).call('listApps', {}, appListSchema)).toEqual({
      apps: [],
    });
    expect(asked).toHaveLength(2);
    const refusal = (): Error => new Error('another home');
    const stale = { ...withToken('one', 'three'), refusal } as unknown as Credentials;
    await expect(to(origin, stale).call('listApps', {}, appListSchema)).rejects.toThrow('another home');
  });

  it.each([
    [400, 'InputRejected'],
    [401, 'Error'],
    [403, 'Forbidden'],
    [404, 'NotFound'],
    [409, 'Conflict'],
    [429, 'RateLimited'],
    [503, 'DependencyFailed'],
  ])('that is answered %i throws %s in the words of the server', async (status, name) => {
    const { origin } = await serve((_request, response) => json(response, status, error('c', 'Said so.')));
    const asking = to(origin).call('listApps', {}, appListSchema);
    await expect(asking).rejects.toMatchObject({ name, ...(status !== 401 && { message: 'Said so.' }) });
  });

  it('that is answered with an error in a 200 throws it', async () => {
    const { origin } = await serve((_request, response) => json(response, 200, error('late', 'Too late.')));
    await expect(to(origin).call('listApps', {}, appListSchema)).rejects.toThrow('Too late.');
  });

  it('follows no redirect, so that no session goes where a server points', async () => {
    const other = await serve((_request, response) => json(response, 200, { apps: [] }));
    const { origin } = await serve((_request, response) =>
      response.writeHead(307, { location: `${other.origin}/gantry/apps` }).end(),
    );
    await expect(to(origin).call('listApps', {}, appListSchema)).rejects.toThrow(/answered 307/);
    expect(other.asked).toEqual([]);
  });

  it('ends by itself where nothing comes', async () => {
    const { origin } = await serve(() => {});
    const asking = to(origin).call('listApps', { timeoutMs: 30 }, appListSchema);
    await expect(asking).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('names what is there where it is not Gantry', async () => {
    const { origin } = await serve((_request, response) => response.writeHead(200).end('<html>'));
    await expect(to(origin).call('listApps', {}, appListSchema)).rejects.toThrow(/not an answer of Gantry/);
    await expect(to('http://127.0.0.1:1').call('listApps', {}, appListSchema)).rejects.toThrow(
      /does not answer at http:\/\/127\.0\.0\.1:1/,
    );
  });
});

describe('a name in a path', () => {
  it.each(['', '.', '..'])('%j leads to no other route', (slug) => {
    expect(() => fillPath('/gantry/apps/{slug}/secrets', { slug })).toThrow(/no name of anything/);
  });

  it('stays one segment', () => {
    expect(fillPath('/gantry/apps/{slug}', { slug: '../users?x#y' })).toBe('/gantry/apps/..%2Fusers%3Fx%23y');
  });
});

describe('the address of a server', () => {
  it.each([
    ['https://d1.cloudfront.net/', 'https://d1.cloudfront.net'],
    ['http://localhost:5050/x', 'http://localhost:5050'],
    ['http://127.0.0.1:5050', 'http://127.0.0.1:5050'],
    ['http://[::1]:5050', 'http://[::1]:5050'],
  ])('%s is %s', (given, origin) => {
    expect(serverOrigin(given)).toBe(origin);
  });

  it.each(['http://gantry.example', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example'])(
    '%s would carry passwords in the clear',
    (given) => {
      expect(() => serverOrigin(given)).toThrow(/Use https/);
    },
  );

  it.each(['gantry', 'ftp://x', 'javascript:1'])('%s is none', (given) => {
    expect(() => serverOrigin(given)).toThrow(/takes an address/);
  });
});

describe('an answer', () => {
  const schema = z.strictObject({ list: z.array(z.strictObject({ a: z.number() })) });

  it('may have fields that this version does not know, also deep inside', () => {
    const answer = { list: [{ a: 1, b: 2 }], more: { c: 3 } };
    expect(readAnswer(schema, answer)).toEqual({ list: [{ a: 1 }] });
    expect(answer.list[0]).toEqual({ a: 1, b: 2 });
  });

  it('that lacks what it must have is refused', () => {
    expect(() => readAnswer(schema, { list: [{ b: 2 }] })).toThrow(/not an answer of Gantry/);
  });
});
