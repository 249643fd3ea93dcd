import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { healthSchema, signedInSchema } from '../../../core/wire/http.ts';
import { missionViewSchema } from '../../../core/wire/mission.ts';
import { podReportSchema } from '../../../core/wire/pod.ts';
import { type Client, createClient } from '../../e2e/rig/client.ts';
import { readEvidence } from '../../e2e/rig/evidence.ts';
import { connect, isLast, openFeed } from '../../e2e/rig/feed.ts';
import { eventsOf, request, statusPath, whenEnded } from '../../e2e/rig/missions.ts';

/** The stack that is up, and the password that its deployer has shown. */
const { PORT: port, GANTRY_ADMIN_PASSWORD: password } = z
  .object({ PORT: z.coerce.number().default(5050), GANTRY_ADMIN_PASSWORD: z.string().min(1) })
  .parse(process.env);
let client: Client;

beforeAll(async () => {
  const visitor = createClient(port, undefined);
  const { token, user } = await visitor.send(signedInSchema, 200, '/gantry/auth', { password });
  client = createClient(port, token, user.id);
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

  it('refuses a socket without a ticket', async () => {
    const { mission_id: id } = await request(client, { voice_memo: 'Build a calculator', ...plain });
    expect(await connect(client, id)).toMatchObject({ refused: { status: 401 } });
    await client.send(missionViewSchema, 202, `/gantry/missions/${id}/cancel`, {});
    expect(await whenEnded(client, { mission_id: id })).toMatchObject({ status: 'CANCELLED' });
  });
});
