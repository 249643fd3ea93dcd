import { describe, expect, it } from 'vitest';
import { packagedBrowser } from '../../adapters/local/pod-host/packaged-browser.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';
import { buildInPod, freshFolder, goodApp } from './support/pod-fixture.ts';
import { checkOf, specOf } from './support/spec-of.ts';

const browser = await packagedBrowser(freshFolder());
const canTry = hasBubblewrap && browser !== undefined;
if (!canTry)
  console.warn(
    'SKIPPED: the browser of npm’s package, for want of bubblewrap or of the package, which the npm of Node 20 leaves out',
  );

describe.skipIf(!canTry)('the browser of npm’s package in a pod', { timeout: 60_000 }, () => {
  it('tries an app as an installed one does', async () => {
    const { report, keys } = await buildInPod({
      files: goodApp,
      browser: browser ?? 'none',
      isolation: 'bubblewrap',
      bundle: { spec: specOf([checkOf('c1', 'The sum is shown', { do: 'see', what: '3' })]) },
    });
    expect(report).toMatchObject({ outcome: 'passed', accept: { checks: [{ id: 'c1', outcome: 'held' }] } });
    expect(report.accept?.browser).toMatch(/^Chromium \d/);
    expect(keys).toContain('out/shot-0.png');
  });
});
