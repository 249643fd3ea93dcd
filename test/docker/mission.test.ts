import { beforeAll, describe, expect, it } from 'vitest';
import { healthSchema } from '../../core/wire/http.ts';
import { podReportSchema } from '../../core/wire/pod.ts';
import { type Client, signIn } from '../e2e/rig/client.ts';
import { build, eventsOf, shipped, statusPath } from '../e2e/rig/missions.ts';
import { useProduct } from '../e2e/rig/product.ts';

const { DOCKER_HOST: engine } = process.env;
// Nobody tells the product what to isolate with: it is to find the engine and the image.
const product = useProduct({
  env: () => ({ GANTRY_ISOLATION: '', ...(engine !== undefined && { DOCKER_HOST: engine }) }),
});
let client: Client;
beforeAll(async () => {
  client = await signIn(product.current);
});

describe('the local world beside a Docker engine that has the image', () => {
  it('says that it isolates by Docker', async () => {
    expect(await client.read(healthSchema, '/health')).toMatchObject({ isolation: 'docker' });
  });

  it('heals and ships a mission whose every step ran in a container', async () => {
    const mission = shipped(await build(client, { voice_memo: 'Build a habit tracker with streaks' }));
    expect(statusPath(await eventsOf(client, mission.mission_id))).toContain('HEALING');
    for (const attempt of [0, 1]) {
      const path = `/gantry/missions/${mission.mission_id}/report?attempt=${attempt}`;
      const report = await client.read(podReportSchema, path);
      expect(report).toMatchObject({
        isolation: 'docker',
        outcome: attempt === 0 ? 'failed' : 'passed',
        failed_because: attempt === 0 ? 'exit' : null,
      });
    }
  });
});
