import type { CheckStep } from '../../../../core/wire/check.ts';
import type { CallFunction } from '../../../../pod-image/driver/answer-requests.ts';
import { runChecks } from '../../../../pod-image/driver/run-checks.ts';
import { artifactOf } from './check-app.ts';
import { testBrowser } from './test-browser.ts';

/** How one check comes out on a page of this body and script. */
export async function outcomeOf(
  body: string,
  code: string,
  steps: readonly CheckStep[],
  callFunction?: CallFunction,
) {
  const { results, findings } = await runChecks({
    browser: testBrowser(),
    ...(callFunction && { callFunction }),
    artifact: artifactOf({
      ...(callFunction && { 'api/name.js': '' }),
      'index.html': `<!doctype html><html lang="en"><title>P</title><body>${body}<script src="a.js"></script></body></html>`,
      'a.js': code,
    }),
    checks: [{ id: 'c1', feature: 'Feature', words: 'It works', core: true, steps: [...steps] }],
    limits: { stepMs: 3_000 },
    signal: AbortSignal.timeout(60_000),
  });
  return { outcome: results[0]?.outcome, reason: results[0]?.reason, why: findings[0]?.why };
}

export const held = { outcome: 'held', reason: undefined, why: undefined };
export const failed = (reason: string, why: string) => ({ outcome: 'failed', reason, why });
