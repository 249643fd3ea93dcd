import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appToken } from '../../../adapters/github/app-token.ts';
import { gitHubCodeHost } from '../../../adapters/github/code-host.ts';
import { neonAppDatabase } from '../../../adapters/neon/app-database.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { openIdProvider } from '../../../adapters/oidc/identity-provider.ts';
import { vercelAppHost } from '../../../adapters/vercel/app-host.ts';
import type { AppId } from '../../../core/wire/ids.ts';
import { type Silence, type SilentServer, startSilence } from './silent-server.ts';

const never = new AbortController().signal;
const appId = `app_${'0'.repeat(26)}` as AppId;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

interface Reach {
  readonly apiUrl: string;
  readonly requestTimeoutMs: number;
}
type Call = (reach: Reach, signal: AbortSignal) => Promise<unknown>;

const calls: Readonly<Record<string, Call>> = {
  'github/code-host': (reach, signal) =>
    gitHubCodeHost({ ...reach, token: 'ghs_token' }).findPullRequest('owner/name', 1, signal),
  'github/app-token': (reach, signal) =>
    appToken({
      ...reach,
      ...{ appId: '1', installationId: 2, privateKey: async () => pem, nowMs: Date.now },
    })(signal),
  'vercel/app-host': (reach, signal) =>
    vercelAppHost({ ...reach, token: 'token' }).ensureProject({ appId, name: 'app', title: 'App' }, signal),
  'neon/app-database': (reach, signal) =>
    neonAppDatabase({ ...reach, apiKey: 'key', clock: systemClock }).open({ appId }, signal),
  'oidc/identity-provider': ({ apiUrl, requestTimeoutMs }, signal) =>
    openIdProvider({
      ...{ issuer: apiUrl, clientId: 'gantry', scopes: 'openid', clientSecret: undefined, requestTimeoutMs },
      admission: { domains: [], groups: [], adminGroups: [] },
      redirectUri: () => `${apiUrl}/callback`,
      clock: systemClock,
    } as unknown as Parameters<typeof openIdProvider>[0]).authorizationUrl(
      { state: 'state', nonce: 'nonce', codeVerifier: 'v'.repeat(43) },
      signal,
    ),
};

describe.each<Silence>(['accepts', 'begins'])('a service that %s and never answers', (kind) => {
  let server: SilentServer;
  beforeAll(async () => {
    server = await startSilence(kind);
  });
  afterAll(() => server.close());

  test.each(Object.entries(calls))('is given up by %s, which may be tried again', async (_name, call) => {
    const reach = { apiUrl: server.url, requestTimeoutMs: 100 };
    await expect(call(reach, never)).rejects.toMatchObject({ name: 'DependencyFailed' });
  });

  test.each(Object.entries(calls))('is left by %s as soon as its caller goes', async (_name, call) => {
    const caller = new AbortController();
    const reason = new Error('gone');
    const called = call({ apiUrl: server.url, requestTimeoutMs: 60_000 }, caller.signal);
    setImmediate(() => caller.abort(reason));
    await expect(called).rejects.toBe(reason);
  });
});
