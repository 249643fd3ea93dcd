import { beforeAll, describe, expect, it } from 'vitest';
import { healthSchema } from '../../core/wire/http.ts';
import { podReportSchema } from '../../core/wire/pod.ts';
import { answers, useAuthors } from './rig/authors.ts';
import { type Client, signIn } from './rig/client.ts';
import { draftWith } from './rig/drafts.ts';
import { servedDigest } from './rig/live-app.ts';
import { build, countOf, dataOf, eventsOf, shipped } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';

const weak = { GANTRY_ISOLATION: 'node-permission' };

describe("a machine that has only Node's permission model", () => {
  const product = useProduct({ env: () => weak });
  let client: Client;
  beforeAll(async () => {
    client = await signIn(product.current);
  });

  it("builds the built-in model's app, and says everywhere that isolation was weak", async () => {
    expect(await client.read(healthSchema, '/health')).toMatchObject({
      isolation: 'node-permission',
      world: 'local',
    });
    expect(product.current.output()).toContain('weak');
    const mission = shipped(await build(client, { voice_memo: 'Build a calculator with dark mode' }));
    expect(await servedDigest(client, mission.mission_id, mission.url)).toBe(mission.artifact_sha256);
    const report = await client.read(podReportSchema, `/gantry/missions/${mission.mission_id}/report`);
    expect(report).toMatchObject({
      isolation: 'node-permission',
      outcome: 'passed',
      tree_sha256: mission.tree_sha256,
    });
    expect(dataOf(await eventsOf(client, mission.mission_id), 'bundle-handed-over')).toMatchObject({
      isolation: 'node-permission',
    });
  });
});

describe("any other model's code on such a machine", () => {
  const authors = useAuthors();
  const product = useProduct({
    env: async () => ({ ...(await authors.env()), ...weak, GANTRY_ALLOW_WEAK_POD: '' }),
  });

  it('is not written at all, and the mission says what to install', async () => {
    const client = await signIn(product.current);
    authors.on('an adder', (asked) => answers(asked, draftWith()));
    const mission = await build(client, { voice_memo: 'Build an adder' });
    expect(mission).toMatchObject({
      status: 'BLOCKED',
      app: null,
      failure: { kind: 'policy', step: 'launch-pod' },
    });
    expect(mission.failure?.message).toMatch(/bubblewrap or Docker/);
    expect(mission.cost.usd).toBe(0);
    expect(countOf(await eventsOf(client, mission.mission_id), 'authoring-started')).toBe(0);
  });
});
