import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, createServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/node/clock.ts';
import { createGateway } from '../../../local/gateway/gateway.ts';
import { ask, errorOf, plainFile, startGateway, table } from './fixture-gateway.ts';

const consolePage = `<!doctype html>${'<p>console</p>'.repeat(200)}`;

const startPages = () =>
  startGateway({
    functions: table({
      account: async () => ({ statusCode: 200, body: 'account' }),
      health: async () => ({ statusCode: 200, body: 'health' }),
    }),
    pages: { serve: (path) => (path === '/' ? plainFile(consolePage) : undefined) },
    apps: {
      serve: async (label, path) =>
        label === 'todo'
          ? plainFile(`${label}${path}`, { 'x-app': 'yes' })
          : plainFile('no such app', {}, 404),
    },
    git: {
      serve: async (owner, name, path, authorization) =>
        plainFile(JSON.stringify([owner, name, path, authorization])),
    },
  });

describe('host names', () => {
  test('of one label before localhost are apps, whatever their case and port', async () => {
    const running = await startPages();
    for (const host of ['todo.localhost', `TODO.localhost:${running.port}`]) {
      const reply = await ask(running, '/a%20b.js?x=1', { headers: { host } });
      expect(reply).toMatchObject({ status: 200, body: 'todo/a b.js' });
    }
    const missing = await ask(running, '/', { headers: { host: 'other.localhost' } });
    expect(missing).toMatchObject({ status: 404, body: 'no such app' });
  });

  test('of an app never reach the API', async () => {
    const running = await startPages();
    expect((await ask(running, '/health', { headers: { host: 'todo.localhost' } })).body).toBe('todo/health');
    expect(
      (await ask(running, '/health', { method: 'POST', headers: { host: 'todo.localhost' } })).status,
    ).toBe(405);
  });

  test.each([
    ['evil.example', 404],
    ['localhost.evil.example', 404],
    ['127.0.0.1.evil.example:5050', 404],
    ['a.b.localhost', 404],
    ['-.localhost', 400],
    ['a-.localhost', 404],
    ['localhost.', 400],
    ['127.0.0.2', 404],
    ['0.0.0.0', 404],
    ['[::]', 400],
    ['user@localhost', 400],
    ['localhost:port', 400],
    ['localhost/x', 400],
  ])('such as "%s" are refused with %i', async (host, status) => {
    const reply = await ask(await startPages(), '/', { headers: { host } });
    expect(reply.status).toBe(status);
    expect(errorOf(reply).code).toMatch(/host/);
  });

  test('of apps refuse paths that climb', async () => {
    const reply = await ask(await startPages(), '/%2e%2e/secret', { headers: { host: 'todo.localhost' } });
    expect(reply.status).toBe(400);
  });
});

describe('security headers', () => {
  test('of a page hold a policy without foreign or inline code, and nobody may frame it', async () => {
    const running = await startPages();
    const { headers } = await ask(running, '/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`frame-src http://*.localhost:${running.port}`);
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  test('of a page may be its own', async () => {
    const pages = { serve: () => plainFile('x', { 'content-security-policy': "default-src 'self'" }) };
    const { headers } = await ask(await startGateway({ pages }), '/');
    expect(headers['content-security-policy']).toBe("default-src 'self'");
  });

  test('of an app are its own and nosniff', async () => {
    const { headers } = await ask(await startPages(), '/', { headers: { host: 'todo.localhost' } });
    expect(headers).toMatchObject({ 'x-app': 'yes', 'x-content-type-options': 'nosniff' });
    for (const name of [
      'content-security-policy',
      'x-frame-options',
      'cross-origin-resource-policy',
      'referrer-policy',
    ]) {
      expect(headers).not.toHaveProperty(name);
    }
  });
});

describe('other origins', () => {
  const own = (port: number) => `http://localhost:${port}`;

  test.each(['https://evil.example', 'http://todo.localhost', 'null', 'http://localhost:1'])(
    '(%s) may not write',
    async (origin) => {
      const reply = await ask(await startPages(), '/gantry/ws-ticket', {
        method: 'POST',
        headers: { origin },
      });
      expect(reply.status).toBe(403);
      expect(errorOf(reply).code).toBe('cross_origin');
      expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  test('are not the own one, nor a caller that names none', async () => {
    const running = await startPages();
    const headers = { origin: own(running.port), 'sec-fetch-site': 'same-origin' };
    expect((await ask(running, '/gantry/ws-ticket', { method: 'POST', headers })).status).toBe(200);
    expect((await ask(running, '/gantry/ws-ticket', { method: 'POST' })).status).toBe(200);
  });

  test.each(['cross-site', 'same-site'])(
    '(%s) may not fetch the API, and may link to pages',
    async (site) => {
      const running = await startPages();
      const fetched = { 'sec-fetch-site': site, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
      const followed = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      const framed = { ...followed, 'sec-fetch-dest': 'iframe' };
      expect((await ask(running, '/gantry/me', { headers: fetched })).status).toBe(403);
      expect((await ask(running, '/gantry/me', { headers: followed })).status).toBe(403);
      expect((await ask(running, '/', { headers: framed })).status).toBe(403);
      expect((await ask(running, '/', { headers: followed })).status).toBe(200);
      expect((await ask(running, '/health', { headers: followed })).status).toBe(200);
      expect((await ask(running, '/git/o/n.git/HEAD', { headers: followed })).status).toBe(403);
      expect((await ask(running, '/gantry/me', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
    },
  );
});

describe('pages', () => {
  async function fetchBytes(port: number, headers: Record<string, string>) {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path: '/',
      agent: false,
      headers: { host: 'localhost', ...headers },
    });
    request.end();
    const [response] = await once(request, 'response');
    return { headers: response.headers, bytes: await buffer(response) };
  }

  test('are gzipped for who takes it, and only then', async () => {
    const { port } = await startPages();
    for (const accepted of ['gzip', 'br, GZIP;q=0.5', '*']) {
      const { headers, bytes } = await fetchBytes(port, { 'accept-encoding': accepted });
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
      expect(gunzipSync(bytes).toString()).toBe(consolePage);
    }
    for (const accepted of ['br', 'gzip;q=0', '']) {
      const { headers, bytes } = await fetchBytes(port, { 'accept-encoding': accepted });
      expect(headers).not.toHaveProperty('content-encoding');
      expect(bytes.toString()).toBe(consolePage);
    }
  });

  test('that the caller has are 304', async () => {
    const running = await startPages();
    const { etag = '' } = (await ask(running, '/')).headers;
    for (const known of [etag, `"x", ${etag}`, etag.replace('W/', ''), '*']) {
      const reply = await ask(running, '/', { headers: { 'if-none-match': known } });
      expect(reply).toMatchObject({ status: 304, body: '', headers: { etag } });
    }
    expect((await ask(running, '/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('answer HEAD without a body and other methods with 405', async () => {
    const running = await startPages();
    expect(await ask(running, '/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    const reply = await ask(running, '/', { method: 'POST', body: 'x' });
    expect(reply).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  test('that break are 500 in the error form', async () => {
    const pages = { serve: () => Promise.reject(new Error('disk')) };
    const running = await startGateway({ pages });
    expect(errorOf(await ask(running, '/')).code).toBe('internal_error');
    expect(running.logged).toHaveLength(1);
  });
});

test('git gets owner, name, path and the authorization as it came', async () => {
  const running = await startPages();
  const headers = { authorization: 'Basic eDp5' };
  const reply = await ask(running, '/git/ann/todo.git/info/refs?service=git-upload-pack', { headers });
  expect(JSON.parse(reply.body)).toEqual(['ann', 'todo', 'info/refs', 'Basic eDp5']);
  expect((await ask(running, '/git/ann/todo.git/git-upload-pack', { method: 'POST' })).status).toBe(405);
  expect((await ask(running, '/git/ann/todo/info/refs')).status).toBe(404);
});

describe('listening', () => {
  test('is on both loopback addresses where the machine has both', async () => {
    const { port } = await startPages();
    const probe = createServer().listen(0, '::1');
    const hasIpv6 = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    probe.close();
    for (const host of hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1']) {
      const socket = connect({ port, host });
      await once(socket, 'connect');
      socket.destroy();
    }
  });

  test('on a port that is taken fails and says so', async () => {
    const { port } = await startPages();
    const second = createGateway({
      functions: {},
      streaming: new Set(),
      apps: { serve: async () => plainFile('') },
      git: { serve: async () => plainFile('') },
      pages: { serve: () => undefined },
      port,
      clock: systemClock,
    });
    await expect(second.listen()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.close();
  });
});
