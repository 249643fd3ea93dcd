import { createHmac, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers, useAuthors } from '../e2e/rig/authors.ts';
import type { Client } from '../e2e/rig/client.ts';
import { draftWith, healWith, passingTest, testFile } from '../e2e/rig/drafts.ts';
import { temporaryFolder } from '../e2e/rig/folders.ts';
import { build, eventsOf } from '../e2e/rig/missions.ts';
import { type Product, startProduct } from '../e2e/rig/product.ts';
import { canary, Watched, type Written, whereIs, writtenBy } from './canaries.ts';

const environment = {
  GITHUB_WEBHOOK_SECRET: canary('Webhook'),
  GANTRY_ADMIN_PASSWORD: canary('AdminPassword'),
  AWS_SECRET_ACCESS_KEY: canary('AwsSecret'),
  AWS_SESSION_TOKEN: canary('AwsSession'),
  GANTRY_OIDC_CLIENT_SECRET: canary('OidcSecret'),
  GANTRY_EDGE_SECRET: canary('Edge'),
};
/** Nobody answers there, so signing in by it fails. */
const identityProvider = {
  GANTRY_OIDC_ISSUER: 'https://127.0.0.1:9',
  GANTRY_OIDC_CLIENT_ID: 'gantry',
  GANTRY_OIDC_ALLOWED_DOMAINS: 'example.com',
};
/** With these the product would speak to GitHub and Vercel; what runs under them here ships nothing. */
const tokens = { GITHUB_TOKEN: `ghp_${'Gh7'.repeat(12)}`, VERCEL_TOKEN: canary('Vercel') };
const memberPassword = canary('MemberPassword');
const newPassword = canary('NewPassword');
const wrongPassword = canary('WrongPassword');
const brokenPassword = canary('BrokenBody');
/** What people type and models and pods say has the form of a secret. */
const typed = `AKIA${'TYPED7QQ'.repeat(2)}`;
const chatted = `AKIA${'CHAT7QQQ'.repeat(2)}`;
const quoted = `AKIA${'QUOTED7Q'.repeat(2)}`;
const printed = `AKIA${'PRINTED7'.repeat(2)}`;
const inFile = `AKIA${'INFILE7Q'.repeat(2)}`;

const authors = useAuthors();
const products: Product[] = [];
const watched = new Watched();

async function start(env: Readonly<Record<string, string>>): Promise<Product> {
  const product = await startProduct({
    home: temporaryFolder(),
    env: { ...(await authors.env()), ...environment, ...identityProvider, ...env },
  });
  products.push(product);
  return product;
}

const scripts = (): void => {
  authors.on('canary-ships', (asked) => answers(asked, draftWith()));
  authors.on('canary-quotes', (asked) =>
    answers(asked, {
      ...draftWith({}, 'quotes'),
      app: { slug: 'quotes', title: 'Quotes', summary: `Never use ${quoted}.` },
      notes: `The key was ${quoted}.`,
    }),
  );
  authors.on('canary-blocked', (asked) =>
    answers(asked, draftWith({ 'src/key.js': `export const key = '${inFile}';\n` })),
  );
  const says = testFile(
    `test('adds', () => { console.log('the key is ' + 'AKIA' + 'PRINTED7'.repeat(2)); assert.equal(add(1, 2), 4, 'AKIA' + 'PRINTED7'.repeat(2)); });`,
  );
  const looks = testFile(
    "test('looks around', () => { console.log(JSON.stringify(process.env), process.argv); assert.equal(add(1, 2), 3); });",
  );
  authors.on('canary-looks', (asked) => answers(asked, draftWith({ 'test/add.test.js': looks }, 'looks')));
  authors.on('canary-fails', (asked) =>
    asked.asks === 'heal'
      ? answers(asked, healWith({ 'test/add.test.js': `${says}// ${asked.turn}\n` }, `It printed ${quoted}.`))
      : answers(asked, draftWith({ 'test/add.test.js': says, 'src/other.js': passingTest.slice(0, 0) })),
  );
};

/** The private half of a product's signing key, as each way that a program would write it. */
function signingKeyOf({ home }: Product): readonly string[] {
  const pem = readFileSync(join(home, 'keys', 'evidence.pem'), 'utf8');
  const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  return [pem.split('\n')[1] ?? '', d, Buffer.from(d, 'base64url').toString('hex')];
}

/** Others' programs knock as well: the edge shows its secret, a code host signs, and somebody forges both. */
async function knockFromOutside(client: Client): Promise<void> {
  const rawBody = JSON.stringify({ action: 'closed', note: 'a delivery' });
  const hmac = createHmac('sha256', environment.GITHUB_WEBHOOK_SECRET).update(rawBody).digest('hex');
  for (const signature of [`sha256=${hmac}`, environment.GITHUB_WEBHOOK_SECRET]) {
    const headers = { 'x-hub-signature-256': signature, 'x-github-event': 'pull_request' };
    await client.call('POST', '/gantry/webhooks/github', { rawBody, headers });
  }
  for (const shown of [environment.GANTRY_EDGE_SECRET, `${environment.GANTRY_EDGE_SECRET}?`]) {
    const headers = { 'x-gantry-edge-secret': shown, 'x-gantry-viewer-address': '203.0.113.9' };
    await client.call('GET', '/gantry/me', { headers });
  }
}

/** What a person does in a day, well and badly, each with a secret in its hand. */
async function liveThrough(product: Product, ships: boolean): Promise<void> {
  const admin = await watched.signIn(product, 'admin', environment.GANTRY_ADMIN_PASSWORD);
  await watched.makeKey(admin);
  await admin.call('POST', '/gantry/users', {
    body: { username: `ana${product.port}`, password: memberPassword, role: 'member' },
  });
  const ana = await watched.signIn(product, `ana${product.port}`, memberPassword);
  for (const rawBody of [
    JSON.stringify({ username: 'admin', password: wrongPassword }),
    `{"username":"admin","password":"${brokenPassword}"`,
    JSON.stringify({ username: 'admin', password: 'x', extra: brokenPassword }),
  ])
    expect((await ana.call('POST', '/gantry/auth', { rawBody })).status).toBeGreaterThanOrEqual(400);
  expect((await ana.call('GET', '/gantry/oidc/login')).status).toBeGreaterThanOrEqual(300);
  const wish = { deploy: ships, publish: ships };
  const say = (words: string) => build(ana, { voice_memo: words, ...wish });
  const shipped = await say(`Build canary-ships, my key is ${typed}`);
  expect(['DEPLOYED', 'BUILT']).toContain(shipped.status);
  expect(shipped.voice_memo).toBe('Build canary-ships, my key is [redacted: secret-aws-key]');
  expect((await say('Build canary-quotes')).failure).toBeUndefined();
  expect((await say('Build canary-blocked')).status).toBe('BLOCKED');
  const failed = await say('Build canary-fails');
  expect(failed.status).toBe('FAILED');
  expect(JSON.stringify(await eventsOf(ana, failed.mission_id))).toContain('[redacted: secret-aws-key]');
  await watched.readMission(ana, failed.mission_id);
  await watched.readMission(ana, shipped.mission_id);
  await ana.call('POST', '/gantry/chat', { body: { message: `canary-ships: remember ${chatted}` } });
  expect((await say('Build canary-looks')).failure).toBeUndefined();
  await knockFromOutside(ana);
  const passwords = { current_password: memberPassword, new_password: newPassword };
  await watched.changePassword(ana, passwords);
  const basic = Buffer.from(`any:${wrongPassword}`).toString('base64');
  const git = await fetch(`http://127.0.0.1:${product.port}/git/ana/adder.git/info/refs`, {
    headers: { authorization: `Basic ${basic}` },
  });
  watched.hear(await git.text());
}

describe('secrets', () => {
  let written: readonly Written[] = [];
  beforeAll(async () => {
    scripts();
    await liveThrough(await start({}), true);
    await liveThrough(await start(tokens), false);
    // While it runs, so that what SQLite keeps beside its file is there too.
    written = [...products.flatMap(writtenBy), ...watched.answers];
  });
  afterAll(async () => {
    for (const product of products) await product.stop();
  });

  it('are looked for where things are written at all', () => {
    expect(whereIs('canary-ships', written).join(' ')).toContain('gantry.db');
    expect(written.filter(({ where }) => where.includes('evidence')).length).toBeGreaterThan(7);
    expect(whereIs('[redacted: secret-aws-key]', written).length).toBeGreaterThan(2);
  });

  it.each([
    ...Object.entries({ ...environment, ...tokens }),
    ['a user’s password', memberPassword],
    ['a password that took another’s place', newPassword],
    ['a wrong password', wrongPassword],
    ['a password in a broken body', brokenPassword],
    ['a key that a person typed', typed],
    ['a key that a person typed in chat', chatted],
    ['a key that a model quoted', quoted],
  ])('%s is nowhere: not in a file, an event, a line of output, an answer or the evidence', (_, secret) => {
    expect(whereIs(secret, written)).toEqual([]);
  });

  it('the private half of the signing key is in its own file, and in nothing that it signed', () => {
    for (const secret of products.flatMap(signingKeyOf)) {
      expect(secret.length).toBeGreaterThan(40);
      expect(whereIs(secret, written).filter((where) => where !== '/keys/evidence.pem')).toEqual([]);
    }
    expect(whereIs('PRIVATE KEY', written)).toContain('/keys/evidence.pem');
  });

  it('session tokens, API keys and tickets are in no file, output or answer but the one that gave them', () => {
    expect(watched.oneTime.size).toBe(12);
    for (const [name, secret] of watched.oneTime)
      expect([name, whereIs(secret, written)]).toEqual([name, []]);
  });

  it('what a pod printed is only in its short-lived mailbox, and what a model wrote only in its denied draft', () => {
    for (const where of whereIs(printed, written)) expect(where).toMatch(/\/mailbox\//);
    for (const where of whereIs(inFile, written)) expect(where).toMatch(/\/drafts\//);
  });
});
