import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { errorBodySchema } from '../../../core/wire/http.ts';
import { ask, echo, errorOf, startEchoing, startGateway, table } from './fixture-gateway.ts';

/** Sends bytes as they are and reads until the gateway closes. */
async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(bytes);
  return text(socket);
}

describe('a body', () => {
  const mebibyte = 1024 * 1024;

  test('of exactly 1 MB is taken', async () => {
    const auth = async ({ body }: APIGatewayProxyEvent) => ({ statusCode: 200, body: String(body?.length) });
    const running = await startGateway({ functions: table({ auth }) });
    expect((await ask(running, '/gantry/auth', { method: 'POST', body: 'x'.repeat(mebibyte) })).body).toBe(
      String(mebibyte),
    );
  });

  test('over 1 MB is 413, also when its length is not declared', async () => {
    let calls = 0;
    const auth = async () => {
      calls += 1;
      return { statusCode: 200, body: '' };
    };
    const running = await startGateway({ functions: table({ auth }) });
    const body = 'x'.repeat(8 * mebibyte);
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }, { expect: '100-continue' }]) {
      const reply = await ask(running, '/gantry/auth', { method: 'POST', headers, body });
      expect(reply.status).toBe(413);
      expect(errorOf(reply).code).toBe('body_too_large');
    }
    expect(calls).toBe(0);
  });

  test('that is announced as too large is refused before it is sent', async () => {
    const { port } = await startEchoing();
    const head = `POST /gantry/auth HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-length: 9999999\r\nexpect: 100-continue\r\n\r\n`;
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write(head);
    const { promise, resolve } = Promise.withResolvers<string>();
    socket.once('data', (chunk) => resolve(chunk.toString()));
    expect(await promise).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test('that is announced with Expect is asked for', async () => {
    const { port } = await startEchoing();
    const received = await sendRaw(
      port,
      `POST /gantry/auth HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-length: 2\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n{}`,
    );
    expect(received).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });
});

describe('a broken or slow request', () => {
  test.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400, 'bad_request'],
    ['no Host', 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'bad_host'],
    ['headers without end', `GET /health HTTP/1.1\r\nx: ${'x'.repeat(20_000)}`, 431, 'headers_too_large'],
  ])('with %s gets an error of the contract form', async (_title, bytes, status, code) => {
    const [head = '', body = ''] = (await sendRaw((await startEchoing()).port, bytes)).split('\r\n\r\n');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(errorBodySchema.parse(JSON.parse(body)).error.code).toBe(code);
    expect(head).toContain(`x-request-id: ${JSON.parse(body).request_id}`);
  });

  test.each([
    ['headers', 'GET /health HTTP/1.1\r\nhost: localhost\r\n'],
    ['body', 'POST /gantry/auth HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{'],
  ])('whose %s do not end is given up with 408', async (_title, bytes) => {
    const { port, logged } = await startGateway({
      functions: table({ auth: echo }),
      limits: { headersMs: 30, requestMs: 60 },
    });
    const received = await sendRaw(port, bytes);
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
    expect(received).toContain('"code":"request_timeout"');
    expect(logged).toEqual([]);
  });

  test('after a good one does not spoil its answer', async () => {
    const slow = Promise.withResolvers<void>();
    const health = async () => {
      await slow.promise;
      return { statusCode: 200, body: '{}' };
    };
    const { port } = await startGateway({ functions: table({ health }) });
    const received = sendRaw(port, 'GET /health HTTP/1.1\r\nhost: localhost\r\n\r\nGARBAGE\r\n\r\n');
    slow.resolve();
    expect((await received).match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThanOrEqual(2);
  });
});
