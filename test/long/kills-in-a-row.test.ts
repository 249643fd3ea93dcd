import { beforeAll, describe, expect, it } from 'vitest';
import type { MissionView } from '../../core/wire/mission.ts';
import { type Client, signIn } from '../e2e/rig/client.ts';
import { countOf, eventsOf, request, shipped, whenEnded } from '../e2e/rig/missions.ts';
import { eventually } from '../e2e/rig/pods.ts';
import { useProduct } from '../e2e/rig/product.ts';

const kills = 7;

/** Longer than the five tries that a pod gets which is lost for its own reasons. */
describe(`missions whose machine is killed ${kills} times in a row, each time while their pods build`, () => {
  // It asks often, so as to kill early.
  const product = useProduct({
    env: () => ({ GANTRY_RATE_READ: '100000', GANTRY_RATE_ADDRESS: '100000' }),
  });
  let client: Client;
  const missions: MissionView[] = [];

  beforeAll(async () => {
    client = await signIn(product.current);
    for (let number = 0; number < 3; number += 1)
      missions.push(await request(client, { voice_memo: 'Build a calculator with dark mode' }));
    for (let kill = 1; kill <= kills; kill += 1) {
      await eventually(async () => {
        const events = await Promise.all(missions.map(({ mission_id }) => eventsOf(client, mission_id)));
        // One that was quick has its report, and waits for nothing that a kill could take.
        return events.every(
          (of) => countOf(of, 'report-received') > 0 || countOf(of, 'bundle-handed-over') >= kill,
        );
      }, `pods build for the ${kill}th time`);
      await product.restart('kill');
    }
  });

  it('all end DEPLOYED, and not one of their lost pods is counted against them', async () => {
    for (const mission of missions) shipped(await whenEnded(client, mission));
    const handed = await Promise.all(
      missions.map(async ({ mission_id }) =>
        countOf(await eventsOf(client, mission_id), 'bundle-handed-over'),
      ),
    );
    expect(Math.max(...handed)).toBeGreaterThan(1);
  });
});
