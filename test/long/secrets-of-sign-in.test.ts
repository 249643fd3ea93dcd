import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedInSchema } from '../../core/wire/http.ts';
import { freePort } from '../adapters/aws/emulator.ts';
import { browse, type OidcServer, startOidcServer } from '../adapters/oidc/oidc-server.ts';
import { type Client, createClient } from '../e2e/rig/client.ts';
import { temporaryFolder } from '../e2e/rig/folders.ts';
import { build } from '../e2e/rig/missions.ts';
import { type Product, startProduct } from '../e2e/rig/product.ts';
import { canary, Watched, type Written, whereIs, writtenBy } from './canaries.ts';

const clientSecret = canary('OidcClient');
const ada = { sub: 'u-ada', preferred_username: 'ada', email: 'ada@example.com', email_verified: true };

const watched = new Watched();
/** What passes between the browser, the provider and Gantry, by what it is. */
const secrets = new Map<string, string>([['the client’s secret', clientSecret]]);
let server: OidcServer;
let product: Product;
let anyone: Client;
let written: readonly Written[] = [];

async function start(): Promise<void> {
  const port = await freePort();
  server = await startOidcServer(`http://localhost:${port}/gantry/oidc/callback`, clientSecret);
  product = await startProduct({
    home: temporaryFolder(),
    port,
    env: {
      GANTRY_OIDC_ISSUER: server.issuer,
      GANTRY_OIDC_CLIENT_ID: 'gantry',
      GANTRY_OIDC_CLIENT_SECRET: clientSecret,
      GANTRY_OIDC_ALLOWED_DOMAINS: 'example.com',
    },
  });
  anyone = createClient(port, undefined);
}

const locationOf = async (path: string): Promise<string> => {
  const answer = await anyone.call('GET', path);
  expect(answer.status, answer.text).toBe(302);
  return answer.headers.get('location') ?? '';
};

/** A browser's whole way in; `name` tells its secrets from another's. */
async function comeIn(name: string, person: typeof ada | undefined): Promise<string | undefined> {
  server.signsIn(person);
  const verifier = randomBytes(32).toString('base64url');
  secrets.set(`${name}: the console’s verifier`, verifier);
  const challenge = createHash('sha256').update(verifier).digest('hex');
  const begun = new URL(await locationOf(`/gantry/oidc/login?challenge=${challenge}`));
  for (const part of ['state', 'nonce'])
    secrets.set(`${name}: the ${part}`, begun.searchParams.get(part) ?? '');
  const back = await browse(begun.href, server.issuer);
  const home = await locationOf(`${back.pathname}${back.search}`);
  const code = /^\/#oidc=(.+)$/.exec(home)?.[1];
  if (code === undefined) return undefined;
  secrets.set(`${name}: Gantry’s code`, code);
  const redeemed = await anyone.call('POST', '/gantry/oidc/session', { body: { code, verifier } });
  expect(redeemed.status, redeemed.text).toBe(200);
  const { token } = signedInSchema.parse(JSON.parse(redeemed.text));
  secrets.set(`${name}: the session`, token);
  return token;
}

async function liveThrough(): Promise<void> {
  const token = await comeIn('ada', ada);
  const client = watched.keep(createClient(product.port, token));
  await client.call('GET', '/gantry/me');
  await client.call('GET', '/gantry/sessions');
  const mission = await build(client, { voice_memo: 'Build a calculator', deploy: false, publish: false });
  await watched.readMission(client, mission.mission_id);
  // One who may not come in, and one whom the provider’s own answer fails.
  expect(await comeIn('eve', { ...ada, sub: 'u-eve', email: 'eve@example.org' })).toBeUndefined();
  server.intercept((request, response) => {
    if (!request.url?.startsWith('/token')) return false;
    const said = JSON.stringify({ error: 'invalid_grant', error_description: request.headers.authorization });
    response.writeHead(400, { 'content-type': 'application/json' }).end(said);
    return true;
  });
  expect(await comeIn('bob', { ...ada, sub: 'u-bob' })).toBeUndefined();
  server.intercept(() => false);
  // And one that is under way, whose record is there.
  const challenge = createHash('sha256').update('x').digest('hex');
  const begun = new URL(await locationOf(`/gantry/oidc/login?challenge=${challenge}`));
  secrets.set('under way: the state', begun.searchParams.get('state') ?? '');
  secrets.set('under way: the nonce', begun.searchParams.get('nonce') ?? '');
}

describe('what passes in a sign-in with an identity provider', () => {
  beforeAll(async () => {
    await start();
    await liveThrough();
    for (const [n, granted] of server.granted.entries())
      for (const [what, value] of Object.entries(granted)) secrets.set(`grant ${n}: ${what}`, String(value));
    written = [...writtenBy(product), ...watched.answers];
  });
  afterAll(async () => {
    await product.stop();
    server.close();
  });

  it('did pass', () => {
    expect(server.granted).toHaveLength(2);
    expect(secrets.size).toBeGreaterThan(15);
    for (const [name, value] of secrets)
      expect([name, value.length]).toEqual([name, expect.toSatisfy((n) => n > 20)]);
    expect(whereIs('oidc-flow#', written).join(' ')).toContain('gantry.db');
  });

  it('is in no file, event, evidence, answer or line of output: neither secret, code, verifier nor token', () => {
    for (const [name, secret] of secrets) expect([name, whereIs(secret, written)]).toEqual([name, []]);
  });
});
