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
import { openFeed } from './rig/feed.ts';
import { hangingBuild } from './rig/hanging-build.ts';
import { appsOf, build, dataOf, eventsOf, request, whenEnded } from './rig/missions.ts';
import { eventually, isWeaklyIsolated, supervisorsOf } from './rig/pods.ts';
import { useProduct } from './rig/product.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
let client: Client;

beforeAll(async () => {
  client = await signIn(product.current);
});

const greedyTest = testFile(
  "test('eats', () => { const held = []; for (;;) held.push(Buffer.alloc(16 << 20, add(1, 0))); });",
);

const hanging = (word: string): Promise<MissionView> => hangingBuild(client, authors, word);
/** A pod that was asked for a moment ago may not have its order yet. */
async function killPods(): Promise<void> {
  const { home } = product.current;
  await eventually(() => supervisorsOf(home).length > 0, 'a pod runs');
  for (const pid of supervisorsOf(home)) process.kill(pid, 'SIGKILL');
}
const cancel = (id: string): Promise<MissionView> =>
  client.send(missionViewSchema, 202, `/gantry/missions/${id}/cancel`, {});

describe('a build that goes over its limits', () => {
  it.skipIf(isWeaklyIsolated)(
    'ends FAILED, kind resource, on the first try when it eats memory',
    async () => {
      authors.on('a glutton', (asked) => answers(asked, draftWith({ 'test/add.test.js': greedyTest })));
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
      await killPods();
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
      authors.on('a lost pod', (asked) => answers(asked, draftWith()));
      const feed = await openFeed(client, missionId);
      await killPods();
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

describe('waiting', () => {
  it('sends its first byte at once, and the mission as it stands when the time is up', async () => {
    authors.on('a slow thought', () => hangs());
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
