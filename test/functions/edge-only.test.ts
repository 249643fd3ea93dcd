import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { callRoute, errorOf, invoke } from './call-function.ts';
import { type OpenedWorld, openWorld } from './open-world.ts';

const secret = 'of the edge';
let opened: OpenedWorld;
beforeAll(async () => {
  vi.stubEnv('GANTRY_EDGE_ONLY', 'true');
  vi.stubEnv('GANTRY_EDGE_SECRET', secret);
  opened = await openWorld();
});
afterAll(() => {
  opened.close();
  vi.unstubAllEnvs();
});

const connect = (eventType: 'CONNECT' | 'DISCONNECT', headers?: Readonly<Record<string, string>>) =>
  invoke<{ readonly statusCode: number; readonly body: string }>(
    eventType === 'CONNECT' ? 'socket-connect' : 'socket-disconnect',
    { headers, requestContext: { requestId: 'r', eventType, connectionId: 'c', routeKey: `$${eventType}` } },
  );

describe('an installation behind a firewall', () => {
  test.each([
    ['without the edge’s secret', {}],
    ['with a guessed one', { 'x-gantry-edge-secret': 'guessed' }],
    ['with an empty one', { 'x-gantry-edge-secret': '' }],
    ['that only names a viewer', { 'x-gantry-viewer-address': '198.51.100.7' }],
  ])('answers no request %s: not the public ones, and not to sign in', async (_how, headers) => {
    for (const route of ['health', 'signIn', 'githubWebhook', 'listMissions'] as const) {
      const answer = await callRoute(route, { headers, body: route === 'health' ? undefined : {} });
      expect([answer.status, errorOf(answer).code], route).toEqual([403, 'edge_only']);
    }
  });

  test('answers what the edge hands on', async () => {
    const headers = { 'X-Gantry-Edge-Secret': secret };
    expect((await callRoute('health', { headers })).status).toBe(200);
    expect((await callRoute('listMissions', { headers })).status).toBe(401);
  });

  test('opens no connection beside the edge, and closes any', async () => {
    expect((await connect('CONNECT')).statusCode).toBe(403);
    expect((await connect('CONNECT', { 'x-gantry-edge-secret': 'guessed' })).statusCode).toBe(403);
    expect(JSON.parse((await connect('CONNECT', { 'x-gantry-edge-secret': secret })).body)).toMatchObject({
      error: { code: 'ticket_missing' },
    });
    expect((await connect('DISCONNECT')).statusCode).toBe(200);
  });
});
