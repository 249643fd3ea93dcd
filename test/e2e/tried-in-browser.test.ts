import { describe, expect, it } from 'vitest';
import { podReportSchema } from '../../core/wire/pod.ts';
import { installedBrowser } from '../../pod-image/driver/installed-browser.ts';
import { signIn } from './rig/client.ts';
import { build, shipped } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';

const canTry = process.env.GANTRY_ISOLATION === 'bubblewrap' && installedBrowser() !== undefined;
if (!canTry) console.warn('SKIPPED: no mission is tried in a browser, for want of bubblewrap or Chromium');

describe.skipIf(!canTry)('a machine that has a browser', () => {
  const product = useProduct({ env: () => ({ GANTRY_BROWSER: '' }) });

  it("says so at its start, and tries the built-in model's app in it", { timeout: 180_000 }, async () => {
    const client = await signIn(product.current);
    const mission = shipped(await build(client, { voice_memo: 'Build a calculator with dark mode' }));
    expect(product.current.output()).toMatch(/browser: {3}Chromium \d/);
    const report = await client.read(podReportSchema, `/gantry/missions/${mission.mission_id}/report`);
    expect(report.boot).toMatchObject({ browser: expect.stringMatching(/^Chromium \d/), contacted: [] });
    expect(report.accept?.browser).toBe(report.boot?.browser);
    expect(report.accept?.checks.filter(({ outcome }) => outcome !== 'held')).toEqual([]);
  });
});
