import { afterAll, beforeAll, expect, test } from 'vitest';
import { callRoute, errorOf } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
beforeAll(async () => {
  opened = await openWorld();
});
afterAll(() => opened.close());

const secret = 'a'.repeat(43);
test.each([
  ['oidcLogin', {}],
  ['oidcCallback', { query: { state: 's', code: 'c' } }],
  ['oidcSession', { body: { code: secret, verifier: secret } }],
] as const)('%s says that no identity provider is configured', async (route, request) => {
  const answer = await callRoute(route, request);
  expect([answer.status, errorOf(answer)]).toEqual([
    404,
    {
      code: 'oidc_not_configured',
      message: 'This Gantry has no identity provider (GANTRY_OIDC_ISSUER); sign in with POST /gantry/auth.',
    },
  ]);
});
