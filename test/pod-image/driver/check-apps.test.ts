import { describe, expect, it } from 'vitest';
import { runChecks } from '../../../pod-image/driver/run-checks.ts';
import { brokenCopy, checkApps, wholeCopy } from './support/check-app.ts';
import { stubFunctions } from './support/stub-functions.ts';
import { hasBrowser, testBrowser } from './support/test-browser.ts';

const longestMs = 120_000;

describe.skipIf(!hasBrowser)('Checks written from a memo alone', () => {
  it.each(checkApps)('hold on $name, whose author never saw them', { timeout: longestMs }, async (app) => {
    const { results, findings } = await runChecks({
      browser: testBrowser(),
      artifact: wholeCopy(app),
      checks: app.checks,
      ...stubFunctions(),
      signal: AbortSignal.timeout(longestMs),
    });
    expect(findings.filter(({ why }) => why !== undefined)).toEqual([]);
    expect(results.map(({ id, outcome }) => [id, outcome]).toSorted()).toEqual(
      app.checks.map(({ id }) => [id, 'held']),
    );
  });

  const twins = checkApps.flatMap((app) =>
    app.broken.map((broken) => ({ app, broken, name: app.name, what: broken.what })),
  );
  it.each(twins)('catch $name when $what', { timeout: longestMs }, async ({ app, broken }) => {
    const { results, findings } = await runChecks({
      browser: testBrowser(),
      artifact: brokenCopy(app, broken),
      checks: app.checks.filter(({ id }) => id === broken.check),
      ...stubFunctions(broken.functions),
      signal: AbortSignal.timeout(longestMs),
    });
    const { id, outcome, step, reason } = results[0] ?? {};
    expect({ id, outcome, step, reason }).toEqual({
      id: broken.check,
      outcome: 'failed',
      step: broken.step,
      reason: broken.reason,
    });
    expect(findings[0]?.why).not.toBe('');
  });
});
