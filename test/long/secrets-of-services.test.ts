import type { Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuse, startGitHub } from '../adapters/github/github-setting.ts';
import { RecordingProxy } from '../adapters/github/recording-proxy.ts';
import { VercelStandIn } from '../adapters/vercel/vercel-stand-in.ts';
import { answers, useAuthors } from '../e2e/rig/authors.ts';
import type { Client } from '../e2e/rig/client.ts';
import { draftWith } from '../e2e/rig/drafts.ts';
import { temporaryFolder } from '../e2e/rig/folders.ts';
import { appsOf, build } from '../e2e/rig/missions.ts';
import { type Product, startProduct } from '../e2e/rig/product.ts';
import { canary, Watched, type Written, whereIs, writtenBy } from './canaries.ts';

const secrets = {
  GITHUB_TOKEN: `ghp_${'Gh7'.repeat(12)}`,
  VERCEL_TOKEN: canary('Vercel'),
  AWS_SESSION_TOKEN: canary('AwsSession'),
};
const password = canary('Password');
const team = 'team_1';
/** What a service says that quotes the request it refuses, as the real ones do at times. */
const quoted = {
  gitHub: `Bad request: Authorization: token ${secrets.GITHUB_TOKEN} (${secrets.GITHUB_TOKEN})`,
  vercel: `authorization=Bearer ${secrets.VERCEL_TOKEN} may not; it was ${secrets.VERCEL_TOKEN}`,
  bedrock: `The Canonical String should have been 'POST\nhost:a\nx-amz-security-token:${secrets.AWS_SESSION_TOKEN}\n'`,
};

const authors = useAuthors();
const watched = new Watched();
const vercel = new VercelStandIn(secrets.VERCEL_TOKEN, team);
const closing: (() => unknown)[] = [];
let proxy: RecordingProxy;
let product: Product;
let ana: Client;
let written: readonly Written[] = [];

/** Refuses what is done to a repository of this name, where it has the status in it. */
function refuseByName(): void {
  proxy.interfere = ({ method, path, body }) => {
    const status = Number(/refused-(\d{3})/.exec(`${path} ${JSON.stringify(body.name)}`)?.[1]);
    const isAfterwards = isShipped && /\/pulls\/1/.test(path);
    if (isAfterwards) return refuse(method === 'GET' ? 403 : 409, quoted.gitHub);
    return status > 0 ? refuse(status, quoted.gitHub) : undefined;
  };
  vercel.interfere = ({ path, body, method }) => {
    const status = Number(/refused-(\d{3})/.exec(`${path} ${method === 'POST' ? body : ''}`)?.[1]);
    if (!(status > 0)) return undefined;
    return { kind: 'answer', status, body: { error: { code: 'why', message: quoted.vercel } } };
  };
}
let isShipped = false;

async function start(): Promise<void> {
  const emulator: Emulator = await startGitHub(secrets.GITHUB_TOKEN);
  closing.push(() => emulator.close());
  proxy = new RecordingProxy(emulator.url);
  const gitHubUrl = await proxy.start();
  closing.push(() => proxy.close());
  // An address of this machine, where nobody listens: no test looks at a real one.
  vercel.domain = 'vercel.localhost';
  const vercelUrl = await vercel.start();
  closing.push(() => vercel.close());
  product = await startProduct({
    home: temporaryFolder(),
    env: {
      ...(await authors.env()),
      ...secrets,
      GANTRY_ADMIN_PASSWORD: password,
      GITHUB_API_URL: gitHubUrl,
      VERCEL_API_URL: vercelUrl,
      VERCEL_TEAM: team,
    },
  });
  closing.push(() => product.stop());
  ana = await watched.signIn(product, 'admin', password);
}

const say = async (words: string, deploy: boolean, publish: boolean) => {
  const mission = await build(ana, { voice_memo: words, deploy, publish });
  await watched.readMission(ana, mission.mission_id);
  return mission;
};
const wish = (slug: string): string => {
  authors.on(`word-${slug}-`, (asked) => answers(asked, draftWith({}, slug)));
  return `Build word-${slug}-`;
};

/** What ships, and what each service refuses with its own request in its mouth. */
async function liveThrough(): Promise<void> {
  refuseByName();
  expect((await say(wish('proposed'), false, true)).status).toBe('PR_OPENED');
  isShipped = true;
  const [app] = await appsOf(ana);
  await ana.call('GET', `/gantry/apps/${app?.slug}/pulls/1`);
  await ana.call('POST', `/gantry/apps/${app?.slug}/pulls/1/merge`, { body: {} });
  isShipped = false;
  for (const status of [401, 403, 422, 500])
    expect((await say(wish(`refused-${status}`), false, true)).failure?.kind).toBe('provider');
  for (const status of [400, 401, 403, 500])
    expect((await say(wish(`refused-${status}-vercel`), true, false)).failure?.kind).toBe('provider');
  // It deploys, and its address is nobody's.
  expect((await say(wish('deployed'), true, false)).failure?.step).toBe('check-live');
  vercel.building = 'fails';
  expect((await say(wish('unbuilt'), true, false)).failure?.kind).toBe('provider');
  authors.on('word-unsigned', () => ({
    kind: 'fault',
    status: 403,
    error: 'InvalidSignatureException',
    message: quoted.bedrock,
  }));
  expect((await say('Build word-unsigned', false, false)).failure?.kind).toBe('provider');
  await ana.call('POST', '/gantry/chat', { body: { message: 'word-unsigned: build something' } });
}

describe('the secrets that Gantry shows to services', () => {
  beforeAll(async () => {
    await start();
    await liveThrough();
    const sent = proxy.requests.map(({ body, path }) => ({
      where: 'a request to GitHub',
      text: path + JSON.stringify(body),
    }));
    const uploaded = vercel.calls.map(({ body, path }) => ({
      where: 'a request to Vercel',
      text: path + body.toString('latin1'),
    }));
    written = [...writtenBy(product), ...watched.answers, ...sent, ...uploaded];
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  it('were shown, and were quoted back', () => {
    expect(proxy.writes.length).toBeGreaterThan(5);
    expect(
      vercel.calls.some(({ headers }) => headers.authorization === `Bearer ${secrets.VERCEL_TOKEN}`),
    ).toBe(true);
    expect(
      authors.standIn.requests.some(({ authorization }) => authorization.includes('x-amz-security-token')),
    ).toBe(true);
    expect(whereIs('[redacted]', written).join(' ')).toMatch(/gantry\.db.*an answer/s);
  });

  it.each(Object.entries(secrets))(
    '%s is in no file, event, evidence, pull request, answer or line of output',
    (_, secret) => {
      expect(whereIs(secret, written)).toEqual([]);
    },
  );
});
