import { describe, expect, it, vi } from 'vitest';
import { orderWithUrls } from '../pod-image/support/mailbox-stand-in.ts';
import { bundleThat, usePodsService } from './rig/pods-service.ts';

/** All that a pod has; GANTRY_TEST_WALL_MS makes it less for who cannot wait. */
const wallMs = Number(process.env.GANTRY_TEST_WALL_MS || 180_000);
const pods = usePodsService();

describe('a pod whose build does not end', () => {
  it('is ended when its 180 s are over, and its report says so', { timeout: wallMs + 120_000 }, async () => {
    const bundle = bundleThat(`test('hangs', () => { for (;;); });`);
    await pods.run(orderWithUrls(pods.standIn(), bundle, { wall_ms: wallMs }));
    await vi.waitUntil(() => pods.stopped.length === 1, { timeout: wallMs + 100_000, interval: 250 });
    expect(pods.readReport()).toMatchObject({ failed_because: 'time', steps: [{ ended_by: 'time' }] });
    expect(pods.stopped).toMatchObject([{ lastStatus: 'STOPPED', containers: [{ exitCode: 0 }] }]);
  });
});
