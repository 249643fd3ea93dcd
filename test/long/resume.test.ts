import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openDatabase } from '../../adapters/local/database.ts';
import { createRecordStore } from '../../adapters/local/record-store.ts';
import { systemClock } from '../../adapters/node/clock.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { type Client, signIn } from '../e2e/rig/client.ts';
import { branchesOf, hasGit } from '../e2e/rig/clone.ts';
import { readEvidence } from '../e2e/rig/evidence.ts';
import { isNamed, openFeed } from '../e2e/rig/feed.ts';
import { servedDigest } from '../e2e/rig/live-app.ts';
import { appsOf, countOf, eventsOf, request, shipped, whenEnded } from '../e2e/rig/missions.ts';
import { eventually, supervisorsOf } from '../e2e/rig/pods.ts';
import { useProduct } from '../e2e/rig/product.ts';

const product = useProduct();
/** After each of these events the product is killed; the next mission starts while the one before still resumes. */
const moments = [
  'mission-requested',
  'authoring-started',
  'draft-stored',
  'bundle-handed-over',
  'report-received',
  'deploy-intended',
  'preview-deployed',
  'publish-intended',
  'pull-request-opened',
];
let client: Client;
const missions: MissionView[] = [];

beforeAll(async () => {
  client = await signIn(product.current);
  for (const moment of moments) {
    const mission = await request(client, { voice_memo: 'Build a calculator with dark mode' });
    const feed = await openFeed(client, mission.mission_id);
    await feed.until(isNamed(moment));
    await product.restart('kill');
    missions.push(mission);
  }
});

describe.each(moments.map((moment, index) => ({ moment, index })))(
  'a mission that was killed after $moment',
  ({ index }) => {
    let mission: ReturnType<typeof shipped>;

    it('goes on to DEPLOYED with an unbroken chain and its evidence', async () => {
      mission = shipped(await whenEnded(client, missions[index] as MissionView));
      const { subject, bundle } = await readEvidence(client, mission.mission_id);
      expect(subject.sha256).toBe(mission.tree_sha256);
      expect(bundle.events).toEqual(await eventsOf(client, mission.mission_id));
    });

    it('did nothing twice: one draft, one deployment, one pull request, one end, one app', async () => {
      const events = await eventsOf(client, mission.mission_id);
      for (const name of [
        'mission-requested',
        'draft-stored',
        'gate-passed',
        'report-received',
        'preview-deployed',
        'pull-request-opened',
        'mission-shipped',
      ]) {
        expect(countOf(events, name), name).toBe(1);
      }
      const apps = (await appsOf(client)).filter(({ missions: ids }) =>
        ids.includes(mission.mission_id as never),
      );
      expect(apps.map(({ slug }) => slug)).toEqual([mission.app]);
      expect(await servedDigest(client, mission.mission_id, mission.url)).toBe(mission.artifact_sha256);
      await client.refused(404, 'GET', `/gantry/apps/${mission.app}/pulls/2`);
    });

    it.skipIf(!hasGit)('has one branch beside the default one', async () => {
      const app = (await appsOf(client)).find(({ slug }) => slug === mission.app);
      expect(branchesOf(client, app?.clone_url ?? '')).toEqual([`gantry/${mission.mission_id}`, 'main']);
    });
  },
);

describe('a home that was killed many times', () => {
  it('holds one repository and one deployment for each mission, and no pod that outlived its product', async () => {
    await eventually(() => supervisorsOf(product.current.home).length === 0, 'every pod is gone');
    expect(readdirSync(join(product.current.home, 'git', 'admin'))).toHaveLength(moments.length);
    const database = openDatabase(product.current.home);
    const records = createRecordStore({ database, clock: systemClock });
    const names = await records.list(
      'app-host#name',
      { limit: 200 },
      z.looseObject({ details: z.record(z.string(), z.string()) }),
      new AbortController().signal,
    );
    database.close();
    expect(names.filter(({ value }) => value.details.artifact_sha256 !== undefined)).toHaveLength(
      moments.length,
    );
    expect(names).toHaveLength(2 * moments.length);
  });
});
