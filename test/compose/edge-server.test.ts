import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEdgeServer } from '../../compose/edge/edge-server.ts';

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
/** What an emulated API Gateway answers, by path. */
const api = createServer((asked, answer) => {
  if (asked.url?.endsWith('/gantry/nothing'))
    answer
      .writeHead(403, {
        'x-amzn-errortype': 'MissingAuthenticationTokenException',
        'x-amzn-requestid': 'req-1',
      })
      .end('{"message":"Missing Authentication Token"}');
  else answer.end(JSON.stringify({ path: asked.url }));
});
let edge: Server;
let port: number;

beforeAll(async () => {
  const place = { host: '127.0.0.1', port: await listening(api) };
  edge = createEdgeServer({
    restApi: async () => ({ ...place, prefix: '/stage' }),
    sockets: place,
    hosts: place,
    pages: { serve: async () => undefined },
    log: () => undefined,
  });
  port = await listening(edge);
});
afterAll(() => {
  for (const server of [edge, api]) {
    server.closeAllConnections();
    server.close();
  }
});

async function get(path: string): Promise<{ readonly status: number; readonly json: unknown }> {
  return await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host: 'localhost' } }, async (answer) =>
      resolve({ status: answer.statusCode ?? 0, json: JSON.parse(await text(answer)) }),
    )
      .once('error', reject)
      .end();
  });
}

describe('the edge before an emulator', () => {
  it('leads to the REST API what CloudFront leads there, the metadata of OAuth too', async () => {
    for (const path of ['/gantry/me', '/health', '/openapi.json', '/.well-known/oauth-authorization-server'])
      expect(await get(path)).toEqual({ status: 200, json: { path: `/stage${path}` } });
  });

  it('words the gateway’s own answers as the contract does, under the gateway’s request id', async () => {
    expect(await get('/gantry/nothing')).toEqual({
      status: 404,
      json: { error: { code: 'route_not_found', message: expect.any(String) }, request_id: 'req-1' },
    });
  });
});
