import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { madeUserSchema } from '../../../core/wire/access.ts';
import { healthSchema, missionListSchema, pullSchema } from '../../../core/wire/http.ts';
import { missionViewSchema } from '../../../core/wire/mission.ts';
import { podReportSchema } from '../../../core/wire/pod.ts';
import { type Client, createClient } from '../../e2e/rig/client.ts';
import { branchesOf, cloneBranch, hasGit } from '../../e2e/rig/clone.ts';
import { readEvidence } from '../../e2e/rig/evidence.ts';
import { connect, isLast, openFeed } from '../../e2e/rig/feed.ts';
import { browse, servedDigest } from '../../e2e/rig/live-app.ts';
import { appsOf, build, eventsOf, request, shipped, statusPath, whenEnded } from '../../e2e/rig/missions.ts';
import { stackPort as port, signInToStack } from './sign-in-to-stack.ts';

let client: Client;

beforeAll(async () => {
  client = await signInToStack();
});

const plain = { deploy: false, publish: false } as const;

describe('the stack that is up', () => {
  it('answers as the AWS world, and serves the console of the same origin', async () => {
    expect(await client.read(healthSchema, '/health')).toMatchObject({ world: 'aws', isolation: 'fargate' });
    expect((await client.call('GET', '/')).text).toContain('<!doctype html>');
    expect((await client.call('GET', '/../package.json')).status).toBe(404);
    expect(await client.refused(404, 'GET', '/gantry/no-such-thing')).toMatchObject({
      code: 'route_not_found',
    });
  });

  it('heals and builds in containers, and tells every step on the socket', async () => {
    const asked = await request(client, { voice_memo: 'Build a habit tracker with streaks', ...plain });
    const feed = await openFeed(client, asked.mission_id);
    const mission = await whenEnded(client, asked);
    expect(mission, JSON.stringify(mission.failure)).toMatchObject({ status: 'BUILT', attempt: 1 });
    await feed.until(isLast);
    const events = await eventsOf(client, mission.mission_id);
    expect(feed.events()).toEqual(events);
    expect(statusPath(events)).toEqual(
      expect.arrayContaining(['QUEUED', 'ARCHITECTING', 'BUILDING', 'HEALING', 'BUILT']),
    );
    const report = await client.read(podReportSchema, `/gantry/missions/${mission.mission_id}/report`);
    expect(report).toMatchObject({ outcome: 'passed', tree_sha256: mission.tree_sha256 });
    const { bundle } = await readEvidence(client, mission.mission_id);
    expect(bundle.events).toEqual(events);
  });

  describe('from a memo', () => {
    let mission: ReturnType<typeof shipped>;

    it('comes to a live URL that serves the tested artifact, at the one port', async () => {
      mission = shipped(await build(client, { voice_memo: 'Build a pomodoro timer' }));
      expect(statusPath(await eventsOf(client, mission.mission_id))).toEqual(
        expect.arrayContaining(['DEPLOYING', 'PUBLISHING', 'DEPLOYED']),
      );
      expect(new URL(mission.url).host).toMatch(new RegExp(`^[a-z0-9-]+\\.localhost:${port}$`));
      expect(await servedDigest(client, mission.mission_id, mission.url)).toBe(mission.artifact_sha256);
      expect((await browse(mission.url, 'no-such-file.js')).status).toBe(404);
    });

    it('comes to a pull request of the tested tree, which its owner alone clones', async () => {
      expect(mission.pr_url).toMatch(new RegExp(`^http://localhost:${port}/pulls/`));
      expect(await browse(mission.pr_url)).toMatchObject({
        status: 200,
        contentType: expect.stringContaining('html'),
      });
      const app = (await appsOf(client)).find(({ slug }) => slug === mission.app);
      const cloneUrl = app?.clone_url ?? '';
      if (!hasGit) return;
      const branch = `gantry/${mission.mission_id}`;
      expect(cloneBranch(client, cloneUrl, branch).treeSha256()).toBe(mission.tree_sha256);
      expect(() => branchesOf(createClient(port, 'junk'), cloneUrl)).toThrow();
    });

    it('goes live at the stable URL by its merge, in which nothing else stands', async () => {
      const number = new URL(mission.pr_url).pathname.split('/').at(-1);
      const path = `/gantry/apps/${mission.app}/pulls/${number}`;
      expect(await client.send(pullSchema, 200, `${path}/merge`, {})).toMatchObject({ state: 'merged' });
      const app = (await appsOf(client)).find(({ slug }) => slug === mission.app);
      const live = app?.live_url ?? '';
      expect(live).not.toBe(mission.url);
      expect(await servedDigest(client, mission.mission_id, live)).toBe(mission.artifact_sha256);
      if (!hasGit) return;
      const main = cloneBranch(client, app?.clone_url ?? '', 'main');
      expect(main.treeSha256()).toBe(mission.tree_sha256);
    });
  });

  it("shows a second user nothing of the first one's, neither missions, nor repositories, nor a way to the users", async () => {
    const username = `second-${randomUUID().slice(0, 8)}`;
    const { password } = await client.send(madeUserSchema, 200, '/gantry/users', { username });
    const second = await signInToStack(username, password ?? '');
    expect((await second.read(missionListSchema, '/gantry/missions')).missions).toEqual([]);
    const [app] = await appsOf(client);
    if (hasGit) expect(() => branchesOf(second, app?.clone_url ?? '')).toThrow();
    expect((await second.call('GET', '/gantry/users')).status).toBe(403);
  });

  it('refuses a socket without a ticket', async () => {
    const { mission_id: id } = await request(client, { voice_memo: 'Build a calculator', ...plain });
    expect(await connect(client, id)).toMatchObject({ refused: { status: 401 } });
    await client.send(missionViewSchema, 202, `/gantry/missions/${id}/cancel`, {});
    expect(await whenEnded(client, { mission_id: id })).toMatchObject({ status: 'CANCELLED' });
  });
});
