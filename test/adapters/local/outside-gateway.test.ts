import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { type OutsideWay, openGateway } from '../../../adapters/local/app-host/outside-gateway.ts';
import { isPublicAddress } from '../../../adapters/node/public-address.ts';
import { refusedHeader } from '../../../core/wire/outside.ts';

const api = 'https://api.example.com';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Stands where every declared place is. */
async function standIn(answer: (asked: IncomingMessage, response: ServerResponse) => void) {
  const asked: IncomingMessage[] = [];
  const server = createServer((incoming, response) => {
    asked.push(incoming);
    answer(incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const way: OutsideWay = {
    lookup: neverAsked,
    allowsAddress: isPublicAddress,
    standIn: () => ({ hostname: '127.0.0.1', port: String(port) }),
  };
  return { asked, way };
}

const neverAsked: OutsideWay['lookup'] = (name) => {
  throw new Error(`${name} was looked up`);
};

async function open(way: OutsideWay, origins = [api]) {
  const gateway = await openGateway(way)(origins);
  closing.push(gateway.close);
  return (
    target: string,
    options: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ) =>
    new Promise<{ status: number; headers: IncomingMessage['headers']; text: string }>((resolve, reject) => {
      const { socketPath } = gateway;
      const { method = 'GET', headers = {} } = options;
      request({ socketPath, path: target, method, headers }, (answer) => {
        buffer(answer).then(
          (bytes) =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: bytes.toString() }),
          reject,
        );
      })
        .once('error', reject)
        .end(options.body);
    });
}

describe('the way to the outside', () => {
  test('passes a request on as it is, and its answer back', async () => {
    const { asked, way } = await standIn((incoming, response) => {
      void buffer(incoming).then((body) =>
        response.writeHead(201, { 'x-mark': 'real', 'content-type': 'text/plain' }).end(`got ${body}`),
      );
    });
    const ask = await open(way);
    const headers = { authorization: 'Bearer key', connection: 'close' };
    const answer = await ask(`${api}/v1/things?a=1`, { method: 'POST', body: 'words', headers });
    expect(answer).toMatchObject({ status: 201, text: 'got words', headers: { 'x-mark': 'real' } });
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/v1/things?a=1',
      headers: { host: 'api.example.com', authorization: 'Bearer key' },
    });
  });

  test.each([
    'https://other.example/',
    'https://api.example.com.evil.example/',
    'https://api.example.com:8443/',
    'https://api.example.com@evil.example/',
    'http://api.example.com/',
    '/v1/things',
    'https://169.254.169.254/latest/meta-data/',
  ])('leads nowhere for %s, and says so', async (target) => {
    const { asked, way } = await standIn((_incoming, response) => response.end('secret'));
    const answer = await (await open(way))(target);
    expect(answer.status).toBe(502);
    expect(answer.headers[refusedHeader]).toMatch(/may talk to|whole addresses/);
    expect(asked).toEqual([]);
  });

  test('gives redirects back and follows none', async () => {
    const { asked, way } = await standIn((_incoming, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    );
    expect(await (await open(way))(`${api}/`)).toMatchObject({
      status: 302,
      headers: { location: 'http://169.254.169.254/' },
    });
    expect(asked).toHaveLength(1);
  });

  test.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', 'fd00:ec2::254', '::ffff:10.0.0.1'])(
    'connects to no declared name that resolves to %s',
    async (address) => {
      let connections = 0;
      const inside = createTcpServer(() => (connections += 1));
      await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
      closing.push(() => inside.close());
      const { port } = inside.address() as AddressInfo;
      const family = address.includes(':') ? 6 : 4;
      const lookup: OutsideWay['lookup'] = (_name, options, callback) =>
        options.all ? callback(null, [{ address, family }]) : callback(null, address, family);
      const origin = `${api}:${port}`;
      const ask = await open({ lookup, allowsAddress: isPublicAddress }, [origin]);
      const answer = await ask(`${origin}/`);
      expect(answer.headers[refusedHeader]).toContain('is not a public address');
      expect(connections).toBe(0);
    },
  );

  test('marks no real answer as its own refusal', async () => {
    const { way } = await standIn((_incoming, response) =>
      response.writeHead(200, { [refusedHeader]: 'no' }).end('real'),
    );
    const answer = await (await open(way))(`${api}/`);
    expect(answer.headers).not.toHaveProperty(refusedHeader);
    expect(answer.text).toBe('real');
  });

  test('cuts an answer that is larger than any needs', async () => {
    const { way } = await standIn((_incoming, response) => response.end(Buffer.alloc(9 * 1024 * 1024)));
    await expect((await open(way))(`${api}/`)).rejects.toThrow();
  });

  test('refuses a request that is larger than any needs', async () => {
    const { way } = await standIn((incoming, response) => {
      incoming.resume().once('end', () => response.end('taken'));
    });
    const sent = (await open(way))(`${api}/`, { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024) });
    await expect(
      sent.then(({ headers }) => {
        throw new Error(String(headers[refusedHeader]));
      }),
    ).rejects.toThrow(/more than 1048576 bytes|EPIPE|ECONNRESET|socket hang up/);
  });
});
