import type { Check, CheckStep } from '../../../../core/wire/check.ts';
import { runChecks } from '../../../../pod-image/driver/run-checks.ts';
import { artifactOf } from './check-app.ts';
import { testBrowser } from './test-browser.ts';

/** A check of these steps. */
export const check = (id: string, steps: readonly CheckStep[], core = false): Check => ({
  id,
  feature: 'Feature',
  words: 'It works',
  core,
  steps: [...steps],
});

/** The artifact of one page with this body and script. */
export const page = (body: string, code = '', more: Readonly<Record<string, string>> = {}): string =>
  artifactOf({
    ...more,
    'index.html': `<!doctype html><html lang="en"><title>P</title><body>${body}<script src="a.js"></script></body></html>`,
    'a.js': code,
  });

/** Tries checks on an artifact in this machine's browser. */
export const run = (artifact: string, checks: readonly Check[], more: object = {}) =>
  runChecks({
    browser: testBrowser(),
    artifact,
    checks,
    limits: { stepMs: 5_000 },
    signal: AbortSignal.timeout(60_000),
    ...more,
  });
