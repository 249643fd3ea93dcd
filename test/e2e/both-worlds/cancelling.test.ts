import { beforeAll, describe, expect, it } from 'vitest';
import type { MissionView } from '../../../core/wire/mission.ts';
import { missionViewSchema } from '../../../core/wire/mission.ts';
import { answers, hangs, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { draftWith } from '../rig/drafts.ts';
import { readEvidence } from '../rig/evidence.ts';
import { isNamed, openFeed } from '../rig/feed.ts';
import { hangingBuild } from '../rig/hanging-build.ts';
import { appsOf, build, eventsOf, request, whenEnded } from '../rig/missions.ts';
import { eventually } from '../rig/pods.ts';
import { useProduct } from '../rig/product.ts';
import { runningPods, showsPods } from '../rig/running-pods.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
let client: Client;

beforeAll(async () => {
  client = await signIn(product.current);
});

const hanging = (word: string): Promise<MissionView> => hangingBuild(client, authors, word);
const cancel = (id: string): Promise<MissionView> =>
  client.send(missionViewSchema, 202, `/gantry/missions/${id}/cancel`, {});
const noPodIsLeft = (id: string): Promise<void> =>
  eventually(async () => (await runningPods(product.current, id)) === 0, 'every pod is gone');

describe('cancelling', () => {
  it('stops the build and everything in its pod, ships nothing, and says the same again', async () => {
    const { mission_id: missionId } = await hanging('an endless build');
    const isRunning = async () => (await runningPods(product.current, missionId)) > 0;
    if (showsPods) await eventually(isRunning, 'the pod runs');
    expect(await cancel(missionId)).toMatchObject({
      status: 'CANCELLED',
      speech: 'The mission is cancelled.',
    });
    await noPodIsLeft(missionId);
    const events = await eventsOf(client, missionId);
    expect(events.at(-1)).toMatchObject({ event: 'mission-cancelled', actor: client.userId });
    expect(await cancel(missionId)).toMatchObject({ status: 'CANCELLED' });
    expect(await eventsOf(client, missionId)).toEqual(events);
    expect((await readEvidence(client, missionId)).annotations).toMatchObject({ status: 'CANCELLED' });
    expect(await appsOf(client)).toEqual([]);
  });

  it('hangs up on the model while it writes', async () => {
    authors.on('a long thought', () => hangs());
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
    authors.on('a late change of mind', (asked) => answers(asked, draftWith({}, 'late')));
    const { mission_id: missionId } = await request(client, { voice_memo: 'Build a late change of mind' });
    const feed = await openFeed(client, missionId);
    await feed.until(isNamed('deploy-intended'));
    const answer = await client.call('POST', `/gantry/missions/${missionId}/cancel`, { body: {} });
    await whenEnded(client, { mission_id: missionId });
    const last = (await eventsOf(client, missionId)).at(-1)?.event;
    expect([answer.status, last]).toEqual(
      answer.status === 202 ? [202, 'mission-cancelled'] : [409, 'mission-shipped'],
    );
    await noPodIsLeft(missionId);
    expect((await eventsOf(client, missionId)).at(-1)?.event).toBe(last);
    const events = await eventsOf(client, missionId);
    const pulls = events.filter(({ event }) => event === 'pull-request-opened').length;
    const shown = await client.call('GET', '/gantry/apps/late/pulls/1');
    expect(shown.status).toBe(pulls === 1 ? 200 : 404);
    await feed.close();
  });

  it('is refused for a mission that ended otherwise, which stays as it is', async () => {
    authors.on('a short life', (asked) => answers(asked, draftWith({ '../x.js': 'x' })));
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
    authors.on('a second chance', (asked) => answers(asked, draftWith({}, 'second-chance')));
    const retried = await client.send(missionViewSchema, 202, `/gantry/missions/${missionId}/retry`, {});
    expect(await whenEnded(client, retried)).toMatchObject({ status: 'DEPLOYED', app: 'second-chance' });
    expect((await eventsOf(client, missionId)).at(-1)?.event).toBe('mission-cancelled');
  });
});
