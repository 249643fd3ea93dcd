import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mailboxPrefix } from '../../core/ports/pod-host.ts';
import { healthSchema } from '../../core/wire/http.ts';
import { missionIdSchema, podIdSchema } from '../../core/wire/ids.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import { mailboxKeys, type PodReport } from '../../core/wire/pod.ts';
import { answers, hangs, useAuthors } from './rig/authors.ts';
import { type Client, signIn } from './rig/client.ts';
import { draftWith, testFile } from './rig/drafts.ts';
import { readEvidence } from './rig/evidence.ts';
import { isNamed, openFeed } from './rig/feed.ts';
import { appsOf, build, dataOf, eventsOf, request, whenEnded } from './rig/missions.ts';
import { eventually, isWeaklyIsolated, supervisorsOf } from './rig/pods.ts';
import { useProduct } from './rig/product.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
let client: Client;

beforeAll(async () => {
  client = await signIn(product.current);
});

/** Waits for ever without using the processor. */
const hangingTest = testFile(
  "test('hangs', () => new Promise((resolve) => { setInterval(() => add(1, 2), 60_000); void resolve; }));",
);
const greedyTest = testFile(
  "test('eats', () => { const held = []; for (;;) held.push(Buffer.alloc(16 << 20, add(1, 0))); });",
);

/** Starts a mission whose build never ends, and answers when it is being built. */
async function hanging(word: string): Promise<MissionView> {
  authors.on(word, ({ tool }) => answers(tool, draftWith({ 'test/add.test.js': hangingTest })));
  const mission = await request(client, { voice_memo: `Build ${word}` });
  const feed = await openFeed(client, mission.mission_id);
  await feed.until(isNamed('bundle-handed-over'));
  await feed.close();
  return mission;
}

const cancel = (id: string): Promise<MissionView> =>
  client.send(missionViewSchema, 202, `/gantry/missions/${id}/cancel`, {});

describe('a build that goes over its limits', () => {
  it.skipIf(isWeaklyIsolated)(
    'ends FAILED, kind resource, on the first try when it eats memory',
    async () => {
      authors.on('a glutton', ({ tool }) => answers(tool, draftWith({ 'test/add.test.js': greedyTest })));
      const mission = await build(client, { voice_memo: 'Build a glutton' });
      expect(mission).toMatchObject({
        status: 'FAILED',
        attempt: 0,
        failure: { kind: 'resource', step: 'test' },
      });
      expect(mission.failure?.message).toMatch(/memory/);
      await expect.poll(() => supervisorsOf(product.current.home), { timeout: 20_000 }).toEqual([]);
      expect(await appsOf(client)).toEqual([]);
    },
  );

  // The pod's own clock is tested with short limits where it ticks (test/pod-image); nothing in the product shortens 180 s for a test. Here
  // the supervisor's last words are put into the mailbox in its stead and it dies, as it does when its time is over.
  it.skipIf(process.platform !== 'linux')(
    'ends TIMEOUT, kind resource, when the pod reports that its time is over',
    async () => {
      const { mission_id: missionId } = await hanging('a sleeper');
      const handedOver = dataOf(await eventsOf(client, missionId), 'bundle-handed-over');
      const podId = podIdSchema.parse(handedOver.pod_id);
      leaveReport(
        join(product.current.home, 'objects', mailboxPrefix(missionIdSchema.parse(missionId), podId)),
        {
          ...timeReport,
          mission_id: missionIdSchema.parse(missionId),
          pod_id: podId,
          isolation: (await client.read(healthSchema, '/health')).isolation,
          tree_sha256: String(handedOver.tree_sha256),
        },
      );
      for (const pid of supervisorsOf(product.current.home)) process.kill(pid, 'SIGKILL');
      const mission = await whenEnded(client, { mission_id: missionId });
      expect(mission).toMatchObject({
        status: 'TIMEOUT',
        attempt: 0,
        failure: { kind: 'resource', step: 'test' },
      });
      expect(mission.speech).toMatch(/out of time/);
      expect((await readEvidence(client, missionId)).annotations).toMatchObject({
        status: 'TIMEOUT',
        attempts: [{ failed_because: 'time' }],
      });
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'is built again by a new pod when the first one is lost',
    async () => {
      const { mission_id: missionId } = await hanging('a lost pod');
      authors.on('a lost pod', ({ tool }) => answers(tool, draftWith()));
      const feed = await openFeed(client, missionId);
      for (const pid of supervisorsOf(product.current.home)) process.kill(pid, 'SIGKILL');
      await eventually(
        () => feed.events().filter(({ event }) => event === 'bundle-handed-over').length === 2,
        'a second pod gets the bundle',
      );
      const pods = feed
        .events()
        .flatMap(({ event, data }) => (event === 'bundle-handed-over' ? [data.pod_id] : []));
      expect(new Set(pods).size).toBe(2);
      await cancel(missionId);
      await feed.close();
    },
  );
});

describe('cancelling', () => {
  it('stops the build and everything in its pod, ships nothing, and says the same again', async () => {
    const { mission_id: missionId } = await hanging('an endless build');
    if (process.platform === 'linux') {
      await eventually(() => supervisorsOf(product.current.home).length > 0, 'the pod runs');
    }
    expect(await cancel(missionId)).toMatchObject({
      status: 'CANCELLED',
      speech: 'The mission is cancelled.',
    });
    await expect.poll(() => supervisorsOf(product.current.home), { timeout: 20_000 }).toEqual([]);
    const events = await eventsOf(client, missionId);
    expect(events.at(-1)).toMatchObject({ event: 'mission-cancelled', actor: client.userId });
    expect(await cancel(missionId)).toMatchObject({ status: 'CANCELLED' });
    expect(await eventsOf(client, missionId)).toEqual(events);
    expect((await readEvidence(client, missionId)).annotations).toMatchObject({ status: 'CANCELLED' });
    expect(await appsOf(client)).toEqual([]);
  });

  it('hangs up on the model while it writes', async () => {
    authors.on('a long thought', ({ tool }) => hangs(tool));
    const { mission_id: missionId } = await request(client, { voice_memo: 'Build a long thought' });
    const feed = await openFeed(client, missionId);
    await feed.until(isNamed('authoring-started'));
    await eventually(
      () => authors.standIn.requests.some(({ body }) => JSON.stringify(body).includes('a long thought')),
      'the model is asked',
    );
    const { abandoned } = authors.standIn;
    await cancel(missionId);
    await eventually(() => authors.standIn.abandoned > abandoned, 'the call to the model is given up');
    expect((await feed.until(isNamed('mission-cancelled'))).type).toBe('status');
    expect((await eventsOf(client, missionId)).at(-1)?.event).toBe('mission-cancelled');
    await feed.close();
  });

  it('ships nothing more from that moment on, however late it is', async () => {
    authors.on('a late change of mind', ({ tool }) => answers(tool, draftWith({}, 'late')));
    const { mission_id: missionId } = await request(client, { voice_memo: 'Build a late change of mind' });
    const feed = await openFeed(client, missionId);
    await feed.until(isNamed('deploy-intended'));
    const answer = await client.call('POST', `/gantry/missions/${missionId}/cancel`, { body: {} });
    await whenEnded(client, { mission_id: missionId });
    const last = (await eventsOf(client, missionId)).at(-1)?.event;
    expect([answer.status, last]).toEqual(
      answer.status === 202 ? [202, 'mission-cancelled'] : [409, 'mission-shipped'],
    );
    await eventually(() => supervisorsOf(product.current.home).length === 0, 'every pod is gone');
    expect((await eventsOf(client, missionId)).at(-1)?.event).toBe(last);
    const events = await eventsOf(client, missionId);
    const pulls = events.filter(({ event }) => event === 'pull-request-opened').length;
    const shown = await client.call('GET', '/gantry/apps/late/pulls/1');
    expect(shown.status).toBe(pulls === 1 ? 200 : 404);
    await feed.close();
  });

  it('is refused for a mission that ended otherwise, which stays as it is', async () => {
    authors.on('a short life', ({ tool }) => answers(tool, draftWith({ '../x.js': 'x' })));
    const mission = await build(client, { voice_memo: 'Build a short life' });
    expect((await client.refused(409, 'POST', `/gantry/missions/${mission.mission_id}/cancel`)).code).toBe(
      'mission_ended',
    );
    expect(await whenEnded(client, mission)).toEqual(mission);
  });

  it('leaves a mission that can be retried, and one that runs cannot be', async () => {
    const { mission_id: missionId } = await hanging('a second chance');
    for (const verb of ['retry', 'extend']) {
      const body = verb === 'extend' ? { voice_memo: 'more' } : {};
      expect(
        (await client.refused(409, 'POST', `/gantry/missions/${missionId}/${verb}`, { body })).code,
      ).toBe('mission_running');
    }
    await cancel(missionId);
    authors.on('a second chance', ({ tool }) => answers(tool, draftWith({}, 'second-chance')));
    const retried = await client.send(missionViewSchema, 202, `/gantry/missions/${missionId}/retry`, {});
    expect(await whenEnded(client, retried)).toMatchObject({ status: 'DEPLOYED', app: 'second-chance' });
    expect((await eventsOf(client, missionId)).at(-1)?.event).toBe('mission-cancelled');
  });
});

describe('waiting', () => {
  it('sends its first byte at once, and the mission as it stands when the time is up', async () => {
    authors.on('a slow thought', ({ tool }) => hangs(tool));
    const { mission_id: missionId } = await request(client, { voice_memo: 'Build a slow thought' });
    expect((await client.read(missionViewSchema, `/gantry/status/${missionId}?wait=1`)).status).toMatch(
      /QUEUED|ARCHITECTING/,
    );
    const waiting = await fetch(`http://127.0.0.1:${client.port}/gantry/status/${missionId}?wait=300`, {
      headers: { authorization: `Bearer ${client.token}` },
    });
    const reader = waiting.body?.getReader();
    const first = await reader?.read();
    expect([waiting.status, new TextDecoder().decode(first?.value)]).toEqual([200, ' ']);
    await cancel(missionId);
    let rest = '';
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      rest += new TextDecoder().decode(part.value);
    expect(missionViewSchema.parse(JSON.parse(rest))).toMatchObject({
      mission_id: missionId,
      status: 'CANCELLED',
    });
  });
});

const timeReport = {
  version: 1,
  attempt: 0,
  outcome: 'failed',
  failed_step: 'test',
  failed_because: 'time',
  message: 'The time is over.',
  artifact_sha256: null,
  artifact_bytes: 0,
  steps: [
    {
      step: 'test',
      program: 'node-test',
      exit_code: null,
      signal: 'SIGKILL',
      ended_by: 'time',
      duration_ms: 180_000,
      peak_memory_bytes: 60_000_000,
      log_tail: '',
      log_bytes: 0,
    },
  ],
  tests: null,
  coverage: null,
  peak_memory_bytes: 60_000_000,
  duration_ms: 180_000,
} satisfies Partial<PodReport>;

function leaveReport(mailbox: string, report: PodReport): void {
  const file = join(mailbox, mailboxKeys.report);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(report));
  renameSync(`${file}.new`, file);
}
