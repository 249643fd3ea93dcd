import { describe, expect, test } from 'vitest';
import { errorBodySchema } from '../../../core/wire/http.ts';
import type { LocalContext } from '../../../local/gateway/lambda-context.ts';
import { ask, echo, errorOf, startEchoing, startGateway, table } from './fixture-gateway.ts';

const missionId = 'msn_00000000000000000000000000';

describe('an event', () => {
  test('has the shape of the REST proxy integration', async () => {
    const running = await startEchoing();
    const reply = await ask(running, `/gantry/missions/a%2Fb%20c/events?after=1&after=2&q=x+y%26&empty`, {
      headers: { 'X-Two': ['one', 'two'], 'User-Agent': 'probe', 'X-Forwarded-For': '9.9.9.9' },
    });
    const { event, name, id, left } = JSON.parse(reply.body);
    expect(event).toMatchObject({
      resource: '/gantry/missions/{mission_id}/events',
      path: '/gantry/missions/a%2Fb%20c/events',
      httpMethod: 'GET',
      pathParameters: { mission_id: 'a/b c' },
      queryStringParameters: { after: '2', q: 'x y&', empty: '' },
      multiValueQueryStringParameters: { after: ['1', '2'], q: ['x y&'], empty: [''] },
      headers: { 'X-Two': 'two', 'User-Agent': 'probe', 'X-Forwarded-For': '127.0.0.1' },
      multiValueHeaders: { 'X-Two': ['one', 'two'] },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: {
        identity: { sourceIp: '127.0.0.1', userAgent: 'probe' },
        protocol: 'HTTP/1.1',
        httpMethod: 'GET',
        resourcePath: '/gantry/missions/{mission_id}/events',
        stage: 'local',
        domainName: 'localhost',
        requestId: reply.headers['x-request-id'],
      },
    });
    expect(event.requestContext.requestTime).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect({ name, id }).toEqual({ name: 'gantry-missions', id: reply.headers['x-request-id'] });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(29_000);
  });

  test('carries a text body as text and other bytes in base64', async () => {
    const running = await startEchoing();
    const asText = await ask(running, '/gantry/auth', { method: 'POST', body: '{"ä":1}' });
    expect(JSON.parse(asText.body).event).toMatchObject({ body: '{"ä":1}', isBase64Encoded: false });
    const asBytes = await ask(running, '/gantry/auth', { method: 'POST', body: Buffer.from([0xff, 0x00]) });
    expect(JSON.parse(asBytes.body).event).toMatchObject({ body: '/wA=', isBase64Encoded: true });
  });

  test('has null for what a request does not have', async () => {
    const { event } = JSON.parse((await ask(await startEchoing(), '/health')).body);
    expect(event).toMatchObject({
      pathParameters: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
    });
  });

  test('prefers a literal segment to a parameter and takes names like __proto__ as names', async () => {
    const running = await startEchoing();
    expect(JSON.parse((await ask(running, '/gantry/apps')).body).event.resource).toBe('/gantry/apps');
    const { event } = JSON.parse((await ask(running, '/gantry/apps/__proto__?__proto__=1')).body);
    expect(event.pathParameters).toEqual({ slug: '__proto__' });
    expect(Object.keys(event.queryStringParameters)).toEqual(['__proto__']);
  });
});

describe('an answer', () => {
  test('keeps status, headers, repeated headers and base64 bodies', async () => {
    const auth = async () => ({
      statusCode: 202,
      headers: { 'X-Mine': 7, 'Content-Length': 9_999, Connection: 'upgrade' },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
      body: Buffer.from('häh').toString('base64'),
      isBase64Encoded: true,
    });
    const reply = await ask(await startGateway({ functions: table({ auth }) }), '/gantry/auth', {
      method: 'POST',
    });
    expect(reply).toMatchObject({ status: 202, body: 'häh' });
    expect(reply.headers).toMatchObject({
      'x-mine': '7',
      'set-cookie': ['a=1', 'b=2'],
      'content-length': '4',
    });
  });

  test('to HEAD is that to GET without a body', async () => {
    const reply = await ask(await startEchoing(), '/health', { method: 'HEAD' });
    expect(reply).toMatchObject({ status: 200, body: '' });
    expect(Number(reply.headers['content-length'])).toBeGreaterThan(0);
  });

  test('of 204 has no body and no length', async () => {
    const functions = table({ auth: async () => ({ statusCode: 204, body: '' }) });
    const reply = await ask(await startGateway({ functions }), '/gantry/auth', { method: 'DELETE' });
    expect(reply).toMatchObject({ status: 204, body: '' });
    expect(reply.headers).not.toHaveProperty('content-length');
  });

  test('carries the security headers', async () => {
    const reply = await ask(await startEchoing(), '/health');
    expect(reply.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('an error', () => {
  const cases: readonly [string, string, string, number, string][] = [
    ['an unknown path', 'GET', '/gantry/nothing', 404, 'not_found'],
    ['an empty parameter', 'GET', '/gantry/missions//events', 404, 'not_found'],
    ['OPTIONS', 'OPTIONS', '/gantry/auth', 405, 'method_not_allowed'],
    ['a wrong method', 'PUT', '/gantry/auth', 405, 'method_not_allowed'],
    ['TRACE', 'TRACE', '/health', 405, 'method_not_allowed'],
    ['a broken percent-encoding in the path', 'GET', '/gantry/apps/%zz', 400, 'bad_encoding'],
    ['a broken percent-encoding in the query', 'GET', '/gantry/missions?q=%', 400, 'bad_encoding'],
    ['bytes that are no UTF-8', 'GET', '/gantry/apps/%ff', 400, 'bad_encoding'],
    ['an absolute target', 'GET', 'http://localhost/health', 400, 'bad_target'],
    ['dot segments', 'GET', '/console/%2e%2e/x', 400, 'bad_path'],
    ['encoded slashes around dots', 'GET', '/console/..%2f..%2fetc/passwd', 400, 'bad_path'],
    ['NUL', 'GET', '/console/a%00', 400, 'bad_path'],
  ];
  test.each(cases)('for %s has the form of the contract', async (_title, method, path, status, code) => {
    const reply = await ask(await startEchoing(), path, { method });
    expect(reply.status).toBe(status);
    expect(errorBodySchema.parse(JSON.parse(reply.body)).error.code).toBe(code);
    expect(errorOf(reply).requestId).toBe(reply.headers['x-request-id']);
    expect(reply.headers['content-type']).toBe('application/json');
  });

  test('for a wrong method says which are right', async () => {
    const running = await startEchoing();
    expect((await ask(running, '/gantry/auth', { method: 'PUT' })).headers.allow).toBe('POST, DELETE');
    expect((await ask(running, '/health', { method: 'POST' })).headers.allow).toBe('GET, HEAD');
    // Not those of /gantry/webhooks/{webhook_id}, which the same words would fit.
    expect((await ask(running, '/gantry/webhooks/github', { method: 'DELETE' })).headers.allow).toBe('POST');
  });

  test('inside a function shows in the log and not in the answer', async () => {
    const auth = async () => {
      throw new Error('the secret is 42');
    };
    const running = await startGateway({ functions: table({ auth }) });
    const reply = await ask(running, '/gantry/auth?ticket=hidden', { method: 'POST' });
    expect(reply.status).toBe(500);
    expect(errorOf(reply).code).toBe('internal_error');
    expect(reply.body).not.toContain('secret');
    expect(running.logged).toHaveLength(1);
    expect(running.logged[0]?.what).toContain(String(reply.headers['x-request-id']));
    expect(running.logged[0]?.what).not.toContain('hidden');
    expect(String(running.logged[0]?.error)).toContain('42');
  });

  test.each([
    ['answers nothing', async () => undefined],
    ['answers a wrong status', async () => ({ statusCode: 99, body: '' })],
    [
      'answers a header that HTTP does not allow',
      async () => ({ statusCode: 200, headers: { x: 'a\r\nb: c' }, body: '' }),
    ],
    [
      'throws at once',
      () => {
        throw new Error('no');
      },
    ],
  ])('is 500 when a function %s', async (_title, auth) => {
    const reply = await ask(await startGateway({ functions: table({ auth }) }), '/gantry/auth', {
      method: 'POST',
    });
    expect(reply.status).toBe(500);
    expect(errorOf(reply).code).toBe('internal_error');
    expect(reply.headers).not.toHaveProperty('x');
  });

  test('is 500 when a function is missing or cannot be imported, and the next call tries again', async () => {
    let imports = 0;
    const health = async () => {
      imports += 1;
      if (imports === 1) throw new Error('cannot import');
      return { handler: echo };
    };
    const running = await startGateway({ functions: { health } });
    expect((await ask(running, '/gantry/auth', { method: 'POST' })).status).toBe(500);
    expect((await ask(running, '/health')).status).toBe(500);
    expect((await ask(running, '/health')).status).toBe(200);
  });

  test('is 504 when a function takes too long, and its signal says so', async () => {
    const aborted = Promise.withResolvers<string>();
    const auth = (_event: object, { signal }: LocalContext) => {
      signal.addEventListener('abort', () => aborted.resolve(String(signal.reason)));
      return new Promise(() => {});
    };
    const running = await startGateway({ functions: table({ auth }), limits: { bufferedMs: 20 } });
    const reply = await ask(running, '/gantry/auth', { method: 'POST' });
    expect(reply.status).toBe(504);
    expect(errorOf(reply).code).toBe('timed_out');
    expect(await aborted.promise).toContain('FunctionTimedOut');
  });
});

test('an offer of HTTP/2 over plain text is ignored', async () => {
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
  expect((await ask(await startEchoing(), '/health', { headers })).status).toBe(200);
});

test('the API answers under 127.0.0.1, localhost and [::1], at any path of a mission', async () => {
  const running = await startEchoing();
  for (const host of ['127.0.0.1', `localhost:${running.port}`, '[::1]:1', 'LOCALHOST']) {
    expect((await ask(running, `/gantry/status/${missionId}`, { headers: { host } })).status).toBe(200);
  }
});
