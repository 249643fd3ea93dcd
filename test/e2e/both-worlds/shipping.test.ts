import { beforeAll, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { verifyChain } from '../../../core/evidence/chain.ts';
import { filesSchema, healthSchema, pullSchema } from '../../../core/wire/http.ts';
import { type MissionView, missionViewSchema } from '../../../core/wire/mission.ts';
import { podReportSchema } from '../../../core/wire/pod.ts';
import { answers, useAuthors } from '../rig/authors.ts';
import { type Client, createClient, signIn } from '../rig/client.ts';
import { cloneBranch, hasGit } from '../rig/clone.ts';
import { addModule, draftWith } from '../rig/drafts.ts';
import { readEvidence } from '../rig/evidence.ts';
import { browse, servedDigest } from '../rig/live-app.ts';
import { appsOf, build, countOf, dataOf, eventsOf, shipped, statusPath, whenEnded } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
/** The stand-in of GitHub serves no git, and that of Vercel no pages of ours. */
const isLocal = product.world === 'local';
let client: Client;
let first: ReturnType<typeof shipped>;

beforeAll(async () => {
  client = await signIn(product.current);
  authors.on('an adder', (asked) => answers(asked, draftWith()));
  authors.on('a memory', (asked) =>
    answers(asked, draftWith({ 'src/add.js': `${addModule}// It remembers nothing yet.\n` })),
  );
  first = shipped(await build(client, { voice_memo: 'Build me an adder' }));
});

const pathsOf = async (mission: Pick<MissionView, 'mission_id'>): Promise<string[]> =>
  (await client.read(filesSchema, `/gantry/missions/${mission.mission_id}/files`)).files.map(
    ({ path }) => path,
  );

const cloneUrlOf = async (slug: string): Promise<string> =>
  (await appsOf(client)).find((app) => app.slug === slug)?.clone_url ?? '';

describe('a mission from one sentence', () => {
  it('ends DEPLOYED on the first draft, with a word to read aloud and what it cost', async () => {
    expect(first).toMatchObject({ attempt: 0, app: 'adder', owner: client.userId });
    expect(first.cost.usd).toBeGreaterThan(0);
    expect(first.speech).toMatch(/live/i);
    expect(first.speech).not.toMatch(/https?:|msn_/);
    expect(first.failure).toBeUndefined();
  });

  it('passes every status in order and ends with its only terminal event', async () => {
    const events = await eventsOf(client, first.mission_id);
    expect(statusPath(events)).toEqual([
      'QUEUED',
      'ARCHITECTING',
      'VALIDATING',
      'BUILDING',
      'DEPLOYING',
      'PUBLISHING',
      'DEPLOYED',
    ]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    expect(events.at(-1)?.event).toBe('mission-shipped');
    expect(countOf(events, 'mission-shipped')).toBe(1);
    expect(first.seq).toBe(events.length);
  });

  it('is live at a URL that serves exactly the tested artifact, and no file more', async () => {
    expect(await servedDigest(client, first.mission_id, first.url)).toBe(first.artifact_sha256);
    if (isLocal) expect((await browse(first.url)).contentType).toContain('text/html');
    expect((await browse(first.url)).contentPolicy).toContain("default-src 'self'; ");
    const test = (await pathsOf(first)).find((path) => path.startsWith('test/')) ?? '';
    for (const path of [test, 'no-such-file.html', 'no/such/folder']) {
      expect((await browse(first.url, path)).status, path).toBe(404);
    }
  });

  it.runIf(isLocal)('refuses a path that leads out of the app', async () => {
    expect(new URL(first.url).port).toBe(String(client.port));
    for (const path of ['..%2fgantry.db', '%2e%2e%2flock', 'x%5c..%5clock', 'index.html%00']) {
      expect((await browse(first.url, path)).status, path).toBe(400);
    }
  });

  it('was tested in a pod that says how it was isolated, and keeps the whole log', async () => {
    const report = await client.read(podReportSchema, `/gantry/missions/${first.mission_id}/report`);
    const { isolation } = await client.read(healthSchema, '/health');
    expect(report).toMatchObject({
      outcome: 'passed',
      // What stands in for Fargate isolates as this machine can, and says so.
      ...(isLocal && { isolation }),
      tree_sha256: first.tree_sha256,
      artifact_sha256: first.artifact_sha256,
      tests: { failed: 0 },
    });
    expect(report.tests?.passed).toBeGreaterThan(0);
    expect(report.steps.map(({ step }) => step)).toEqual(['test', 'build', 'boot', 'accept']);
    const log = await client.call('GET', `/gantry/missions/${first.mission_id}/log`);
    expect([log.status, log.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(log.text.length).toBeGreaterThan(0);
  });

  it('gives one file of its source as text, byte for byte', async () => {
    const { files } = await client.read(filesSchema, `/gantry/missions/${first.mission_id}/files`);
    const file = files.find(({ path }) => path === 'index.html');
    const text = await client.call('GET', `/gantry/missions/${first.mission_id}/files?path=index.html`);
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(nodeDigest.sha256(text.text)).toBe(file?.sha256);
  });

  it.runIf(isLocal)('shows its pull request as a page without content to anyone', async () => {
    const page = await fetch(first.pr_url.replace('localhost', '127.0.0.1'));
    expect(page.status, 'the console is built before the tests: npm test does it').toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).not.toContain(first.tree_sha256);
  });

  it('shows the content of its pull request to the owner alone', async () => {
    const path = '/gantry/apps/adder/pulls/1';
    await createClient(client.port, undefined).refused(401, 'GET', path);
    const pull = await client.read(pullSchema, path);
    expect(pull).toMatchObject({
      state: 'open',
      is_draft: false,
      url: first.pr_url,
      mission_id: first.mission_id,
    });
    for (const word of [first.url, first.tree_sha256, first.artifact_sha256, first.mission_id])
      expect(pull.body).toContain(word);
    // The stand-in of GitHub lists no changed files.
    if (isLocal) expect(pull.diff).toContain('+++ b/index.html');
  });

  it('seals evidence whose chain, signature and key hold, and that names what was live and proposed', async () => {
    const evidence = await readEvidence(client, first.mission_id);
    expect(evidence.subject).toEqual({ name: 'adder', sha256: first.tree_sha256 });
    expect(evidence.request).toMatchObject({ request: 'Build me an adder', plan: null });
    expect(evidence.pins).toMatchObject({ actor: client.userId });
    expect(evidence.pins.model_label).toMatch(/^Amazon Bedrock, /);
    expect(evidence.annotations).toMatchObject({
      status: 'DEPLOYED',
      attempts: [{ outcome: 'passed', tree_sha256: first.tree_sha256 }],
      deployment: { url: first.url, artifact_sha256: first.artifact_sha256 },
      pull_request: { pr_url: first.pr_url, number: 1, tree_sha256: first.tree_sha256 },
    });
    expect(evidence.bundle.events).toEqual(await eventsOf(client, first.mission_id));
    const forged = evidence.bundle.events.map((event) =>
      event.seq === 4 ? { ...event, message: 'Nothing to see.' } : event,
    );
    expect(verifyChain(nodeDigest, forged)).toMatchObject({ ok: false, seq: 4 });
  });

  it.skipIf(!hasGit || !isLocal)(
    'proposes the very tree that was tested, on top of the default branch and nothing else',
    async () => {
      const branch = `gantry/${first.mission_id}`;
      const clone = cloneBranch(client, await cloneUrlOf('adder'), branch);
      expect(clone.treeSha256()).toBe(first.tree_sha256);
      expect(clone.git('rev-parse', 'HEAD^')).toBe(clone.git('rev-parse', 'origin/main'));
      expect(clone.git('ls-tree', '-r', '--name-only', 'origin/main')).not.toContain('index.html');
      expect(clone.git('ls-remote', '--heads', 'origin').split('\n')).toHaveLength(2);
      expect(clone.git('rev-parse', 'HEAD')).toBe(
        dataOf(await eventsOf(client, first.mission_id), 'pull-request-opened').head_sha,
      );
    },
  );
});

describe('what comes after a mission', () => {
  let second: ReturnType<typeof shipped>;

  it('extends the app with its whole source, on the branch of the open pull request', async () => {
    const asked = await client.send(missionViewSchema, 202, `/gantry/missions/${first.mission_id}/extend`, {
      voice_memo: 'Add a memory',
    });
    second = shipped(await whenEnded(client, asked));
    expect(second).toMatchObject({ app: 'adder', voice_memo: 'Add a memory' });
    expect(second.tree_sha256).not.toBe(first.tree_sha256);
    expect(await pathsOf(second)).toEqual(expect.arrayContaining(await pathsOf(first)));
    expect(second.pr_url).toMatch(/\/2$/);
    const [app, ...others] = await appsOf(client);
    expect(others).toEqual([]);
    expect(app?.missions).toEqual([first.mission_id, second.mission_id]);
  });

  it.skipIf(!hasGit || !isLocal)(
    'gives the extension the extended branch as its parent while that is open',
    async () => {
      const clone = cloneBranch(client, await cloneUrlOf('adder'), `gantry/${second.mission_id}`);
      expect(clone.treeSha256()).toBe(second.tree_sha256);
      expect(clone.git('rev-parse', 'HEAD^')).toBe(
        clone.git('rev-parse', `origin/gantry/${first.mission_id}`),
      );
    },
  );

  it('has no production before a person approves', async () => {
    const [app] = await appsOf(client);
    expect(app?.live_url).toBeNull();
    await client.refused(409, 'POST', '/gantry/apps/adder/rollback', {
      body: { mission_id: first.mission_id },
    });
  });

  it('promotes the tested artifact to the stable URL on merge, and merging again changes nothing', async () => {
    const merge = () => client.send(pullSchema, 200, '/gantry/apps/adder/pulls/1/merge', {});
    expect(await merge()).toMatchObject({ state: 'merged', number: 1 });
    const liveUrl = (await appsOf(client))[0]?.live_url ?? '';
    if (isLocal) expect(liveUrl).toBe(`http://adder.localhost:${client.port}/`);
    expect(await servedDigest(client, first.mission_id, liveUrl)).toBe(first.artifact_sha256);
    const story = await appStory();
    expect(story).toEqual(expect.arrayContaining(['app-created', 'pull-request-merged', 'app-promoted']));
    await merge();
    expect(await appStory()).toEqual(story);
    expect((await eventsOf(client, first.mission_id)).at(-1)?.event).toBe('mission-shipped');
  });

  it('goes on to the next merge and back again on rollback', async () => {
    await client.send(pullSchema, 200, '/gantry/apps/adder/pulls/2/merge', {});
    const liveUrl = (await appsOf(client))[0]?.live_url ?? '';
    expect(await servedDigest(client, second.mission_id, liveUrl)).toBe(second.artifact_sha256);
    const rolledBack = await client.call('POST', '/gantry/apps/adder/rollback', {
      body: { mission_id: first.mission_id },
    });
    expect(rolledBack.status).toBe(200);
    expect(await servedDigest(client, first.mission_id, liveUrl)).toBe(first.artifact_sha256);
    expect((await appStory()).at(-1)).toBe('app-rolled-back');
  });

  it('keeps earlier previews as they were', async () => {
    expect(await servedDigest(client, first.mission_id, first.url)).toBe(first.artifact_sha256);
    expect(await servedDigest(client, second.mission_id, second.url)).toBe(second.artifact_sha256);
  });

  it('retries as a new mission with the same request, on the same app', async () => {
    const asked = await client.send(missionViewSchema, 202, `/gantry/missions/${first.mission_id}/retry`, {});
    expect(asked.mission_id).not.toBe(first.mission_id);
    const third = shipped(await whenEnded(client, asked));
    expect(third).toMatchObject({ app: 'adder', voice_memo: first.voice_memo });
    expect(dataOf(await eventsOf(client, third.mission_id), 'mission-requested')).toMatchObject({
      retry_of: first.mission_id,
    });
    expect(await appsOf(client)).toHaveLength(1);
  });

  async function appStory(): Promise<string[]> {
    const [app] = await appsOf(client);
    const { text } = await client.call('GET', `/gantry/apps/${app?.slug}/events`);
    const { events } = JSON.parse(text) as { events: Parameters<typeof verifyChain>[1] };
    expect(verifyChain(nodeDigest, events)).toMatchObject({ ok: true });
    return events.map(({ event }) => event);
  }
});
