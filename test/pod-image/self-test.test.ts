import { describe, expect, it } from 'vitest';
import type { SelfTestFinding } from '../../core/wire/self-test.ts';
import { installedBrowser } from '../../pod-image/driver/installed-browser.ts';
import { makeRunner } from '../../pod-image/runners/make-runner.ts';
import type { StepRunner } from '../../pod-image/runners/step-runner.ts';
import { findToolchain } from '../../pod-image/runners/toolchain.ts';
import { selfTest } from '../../pod-image/self-test/self-test.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';
import { startMailboxStandIn } from './support/mailbox-stand-in.ts';

async function run(runner: StepRunner, environment: NodeJS.ProcessEnv = {}) {
  const found: SelfTestFinding[] = [];
  const holds = await selfTest(runner, (one) => found.push(one), environment);
  return { holds, found, failed: found.filter((one) => !one.holds) };
}

describe.skipIf(!hasBubblewrap)("the pod's self-test in bubblewrap", { timeout: 90_000 }, () => {
  const runner = (browser?: string) => makeRunner('bubblewrap', findToolchain(), browser);

  it('finds all that holds there, and uploads what it found where it is told to', async (test) => {
    if (installedBrowser() === undefined) return test.skip('there is no browser here');
    const standIn = await startMailboxStandIn();
    const form = JSON.stringify({ url: standIn.url, fields: { key: 'self-test' } });
    const { holds, found, failed } = await run(runner(), { GANTRY_SELF_TEST_UPLOAD: form });
    standIn.close();
    expect(failed).toEqual([]);
    expect([holds, found.length]).toEqual([true, 9]);
    const sent = String(standIn.posted.get('self-test')).trim().split('\n');
    expect(sent.map((line) => JSON.parse(line))).toEqual(found.slice(0, -1));
  });

  it('fails where there is no browser, where the upload is refused, and where steps do not start', async () => {
    const bare = runner('none');
    const broken = await run(
      { ...bare, start: () => Promise.reject(new Error('no user namespaces')) },
      { GANTRY_SELF_TEST_UPLOAD: '{}' },
    );
    expect(broken.holds).toBe(false);
    expect(broken.failed.map(({ finding }) => finding)).toEqual(['launcher', 'browser', 'memory', 'upload']);
    expect(broken.failed[0]?.words).toBe('no user namespaces');
  });
});

describe("the pod's self-test under Node's permission model", { timeout: 90_000 }, () => {
  it('does not hold: no filter stands around a step there', async () => {
    const { holds, found } = await run(makeRunner('node-permission', findToolchain(), 'none'));
    expect(found).not.toContainEqual(expect.objectContaining({ finding: 'filter', holds: true }));
    expect(holds).toBe(false);
  });
});
