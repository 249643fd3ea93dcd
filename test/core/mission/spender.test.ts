import { describe, expect, test } from 'vitest';
import { limitsOf } from '../../../core/budget/budgets.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { spenderOf } from '../../../core/mission/spender.ts';
import { play } from './play.ts';
import { commands, cost, request, toPassed, tree } from './samples.ts';

const all = commands();
const healed = commands(1);
const budgets = { missionUsd: 5, dailyUsd: 20, monthlyUsd: 200 };

/** A mission that was healed for these checks, of which c1 was put right and c2 was kept. */
async function capsOf(checks: readonly string[] | undefined, more: readonly Command[] = []) {
  const heal = all['request-heal'];
  const reason = { ...heal.reason, ...(checks && { checks: [...checks] }) };
  const agree = all['agree-spec'];
  const spec = ['c1', 'c2'].map((id) => ({ id, feature: 'Adds', words: 'It adds.', core: id === 'c1' }));
  const mission = await play(
    [
      { ...agree, data: { ...agree.data, checks: spec } },
      ...toPassed,
      { ...heal, reason },
      healed['note-cut-off'],
      { ...healed['reject-answer'], data: { ...healed['reject-answer'].data, pass: 2 } },
      healed['store-draft'],
      all['correct-check'],
      { ...all['keep-check'], data: { ...all['keep-check'].data, check: 'c2' } },
      ...more,
    ],
    { wanted: request({ budget_usd: 1 }) },
  );
  return limitsOf(budgets, spenderOf(mission), 0).map(({ capMicroUsd }) => capMicroUsd / 1_000_000);
}

describe('a mission’s budget', () => {
  test('is not charged for a heal that only a false check caused; the day and the month are', async () => {
    expect(await capsOf(['c1'])).toEqual([1 + 3 * cost.usd, 20, 200]);
  });

  test.each([
    ['another check failed too', ['c1', 'c2']],
    ['no check was the cause', undefined],
  ])('is charged for a heal where %s', async (_, checks) => {
    expect(await capsOf(checks)).toEqual([1, 20, 200]);
  });

  test('is given back nothing for a heal that has not been written', async () => {
    const again = commands(1)['request-heal'];
    const reason = { ...again.reason, checks: ['c1'], fingerprint: tree(9) };
    expect(await capsOf(undefined, [{ ...again, reason }])).toEqual([1, 20, 200]);
  });
});
