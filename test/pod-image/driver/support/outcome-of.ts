import type { CheckStep } from '../../../../core/wire/check.ts';
import type { CallFunction } from '../../../../pod-image/driver/answer-requests.ts';
import { check, page, run } from './run-page.ts';

/** How one check comes out on a page of this body and script. */
export async function outcomeOf(
  body: string,
  code: string,
  steps: readonly CheckStep[],
  callFunction?: CallFunction,
) {
  const artifact = page(body, code, callFunction && { 'api/name.js': '' });
  const { results, findings } = await run(artifact, [check('c1', steps, true)], {
    ...(callFunction && { callFunction }),
    limits: { stepMs: 3_000 },
  });
  return { outcome: results[0]?.outcome, reason: results[0]?.reason, why: findings[0]?.why };
}

export const held = { outcome: 'held', reason: undefined, why: undefined };
export const failed = (reason: string, why: string) => ({ outcome: 'failed', reason, why });
