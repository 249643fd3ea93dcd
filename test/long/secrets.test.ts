import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { signedInSchema } from '../../core/wire/http.ts';
import { answers, useAuthors } from '../e2e/rig/authors.ts';
import { type Client, createClient } from '../e2e/rig/client.ts';
import { draftWith, healWith, passingTest, testFile } from '../e2e/rig/drafts.ts';
import { connect, isLast, ticketOf } from '../e2e/rig/feed.ts';
import { temporaryFolder } from '../e2e/rig/folders.ts';
import { build, eventsOf } from '../e2e/rig/missions.ts';
import { type Product, startProduct } from '../e2e/rig/product.ts';

/** Marked, so that each is found wherever it goes; composed, so that no scanner takes this file for one that holds secrets. */
const canary = (name: string): string => `canary${name}${'x7'.repeat(8)}`;
const environment = {
  GITHUB_WEBHOOK_SECRET: canary('Webhook'),
  GANTRY_ADMIN_PASSWORD: canary('AdminPassword'),
  AWS_SECRET_ACCESS_KEY: canary('AwsSecret'),
  AWS_SESSION_TOKEN: canary('AwsSession'),
  GANTRY_OIDC_CLIENT_SECRET: canary('OidcSecret'),
};
/** Nobody answers there, so signing in by it fails. */
const identityProvider = {
  GANTRY_OIDC_ISSUER: 'https://127.0.0.1:9',
  GANTRY_OIDC_CLIENT_ID: 'gantry',
  GANTRY_OIDC_ALLOWED_DOMAINS: 'example.com',
};
/** With these the product speaks to GitHub and Vercel, so what runs under them ships nothing. */
const tokens = { GITHUB_TOKEN: `ghp_${'Gh7'.repeat(12)}`, VERCEL_TOKEN: canary('Vercel') };
const memberPassword = canary('MemberPassword');
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
const answered: string[] = [];
/** Everything that the products gave out by themselves, with what stands where. */
const oneTime = new Map<string, string>();

/** A client whose every answer is kept. */
async function signIn(product: Product, username: string, password: string): Promise<Client> {
  const { token, user } = await createClient(product.port, undefined).send(
    signedInSchema,
    200,
    '/gantry/auth',
    {
      username,
      password,
    },
  );
  oneTime.set(`session of ${username} at ${product.port}`, token);
  const client = createClient(product.port, token, user.id);
  const call: Client['call'] = async (...args) => {
    const answer = await client.call(...args);
    answered.push(answer.text, JSON.stringify([...answer.headers]));
    return answer;
  };
  return { ...client, call };
}

async function start(env: Readonly<Record<string, string>>): Promise<Product> {
  const product = await startProduct({
    home: temporaryFolder(),
    env: { ...(await authors.env()), ...environment, ...identityProvider, ...env },
  });
  products.push(product);
  return product;
}

const scripts = (): void => {
  authors.on('canary-ships', ({ tool }) => answers(tool, draftWith()));
  authors.on('canary-quotes', ({ tool }) =>
    answers(tool, {
      ...draftWith({}, 'quotes'),
      app: { slug: 'quotes', title: 'Quotes', summary: `Never use ${quoted}.` },
      notes: `The key was ${quoted}.`,
    }),
  );
  authors.on('canary-blocked', ({ tool }) =>
    answers(tool, draftWith({ 'src/key.js': `export const key = '${inFile}';\n` })),
  );
  const says = testFile(
    `test('adds', () => { console.log('the key is ' + 'AKIA' + 'PRINTED7'.repeat(2)); assert.equal(add(1, 2), 4, 'AKIA' + 'PRINTED7'.repeat(2)); });`,
  );
  authors.on('canary-fails', ({ tool, turn }) =>
    tool === 'heal_app'
      ? answers(tool, healWith({ 'test/add.test.js': `${says}// ${turn}\n` }, `It printed ${quoted}.`))
      : answers(tool, draftWith({ 'test/add.test.js': says, 'src/other.js': passingTest.slice(0, 0) })),
  );
};

/** What a person does in a day, well and badly, each with a secret in its hand. */
async function liveThrough(product: Product, ships: boolean): Promise<void> {
  const admin = await signIn(product, 'admin', environment.GANTRY_ADMIN_PASSWORD);
  const key = JSON.parse(
    (await admin.call('POST', '/gantry/api-keys', { body: { name: 'ci', scopes: ['read'] } })).text,
  );
  oneTime.set(`api key at ${product.port}`, z.object({ key: z.string() }).parse(key).key);
  // The one answer that may show it.
  answered.splice(-2);
  await admin.call('POST', '/gantry/users', {
    body: { username: `ana${product.port}`, password: memberPassword, role: 'member' },
  });
  const ana = await signIn(product, `ana${product.port}`, memberPassword);
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
  await lookAround(ana, failed.mission_id);
  await lookAround(ana, shipped.mission_id);
  await ana.call('POST', '/gantry/chat', { body: { message: `canary-ships: remember ${chatted}` } });
  const basic = Buffer.from(`any:${wrongPassword}`).toString('base64');
  const git = await fetch(`http://127.0.0.1:${product.port}/git/ana/adder.git/info/refs`, {
    headers: { authorization: `Basic ${basic}` },
  });
  answered.push(await git.text());
}

async function lookAround(client: Client, missionId: string): Promise<void> {
  for (const part of ['', '/log', '/report', '/files', '/evidence', '/events'])
    await client.call(
      'GET',
      part === '' ? `/gantry/status/${missionId}` : `/gantry/missions/${missionId}${part}`,
    );
  const ticket = await ticketOf(client);
  oneTime.set(`ticket at ${client.port} for ${missionId}`, ticket);
  const admission = await connect(client, missionId, { ticket });
  if (!('feed' in admission)) throw new Error('the socket was refused');
  await admission.feed.until(isLast);
  answered.push(JSON.stringify(admission.feed.frames));
  await admission.feed.close();
}

interface Written {
  readonly where: string;
  readonly text: string;
}

function everythingWritten(): readonly Written[] {
  const files = products.flatMap(({ home }) =>
    readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const where = join(entry.parentPath, entry.name);
        return { where: where.slice(home.length), text: readFileSync(where, 'latin1') };
      }),
  );
  const outputs = products.map((product) => ({ where: 'stdout and stderr', text: product.output() }));
  return [...files, ...outputs, ...answered.map((text) => ({ where: 'an answer', text }))];
}

const whereIs = (secret: string, written: readonly Written[]): readonly string[] => [
  ...new Set(written.filter(({ text }) => text.includes(secret)).map(({ where }) => where)),
];

describe('secrets', () => {
  let written: readonly Written[] = [];
  beforeAll(async () => {
    scripts();
    await liveThrough(await start({}), true);
    await liveThrough(await start(tokens), false);
    // While it runs, so that what SQLite keeps beside its file is there too.
    written = everythingWritten();
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
    ['a wrong password', wrongPassword],
    ['a password in a broken body', brokenPassword],
    ['a key that a person typed', typed],
    ['a key that a person typed in chat', chatted],
    ['a key that a model quoted', quoted],
  ])('%s is nowhere: not in a file, an event, a line of output, an answer or the evidence', (_, secret) => {
    expect(whereIs(secret, written)).toEqual([]);
    expect(whereIs(Buffer.from(secret).toString('base64').slice(1, -4), written)).toEqual([]);
  });

  it('session tokens, API keys and tickets are in no file, output or answer but the one that gave them', () => {
    expect(oneTime.size).toBe(10);
    for (const [name, secret] of oneTime) expect([name, whereIs(secret, written)]).toEqual([name, []]);
  });

  it('what a pod printed is only in its short-lived mailbox, and what a model wrote only in its denied draft', () => {
    for (const where of whereIs(printed, written)) expect(where).toMatch(/\/mailbox\//);
    for (const where of whereIs(inFile, written)) expect(where).toMatch(/\/drafts\//);
  });
});
