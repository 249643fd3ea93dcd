import { expect, test } from 'vitest';
import { userLimits } from '../../../core/budget/budgets.ts';
import { viewBudget } from '../../../core/budget/view-budget.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

test('a budget shows what is used, held and left of day and month, and when they begin again', async () => {
  const { ledger, clock } = makePorts();
  const budgets = { missionUsd: 1, dailyUsd: 2, monthlyUsd: 10 };
  const { daily } = userLimits(budgets, 'usr_1', clock.nowMs());
  await ledger.reserve(daily, { id: 'hld_1', microUsd: 500_000 }, never);
  const view = await viewBudget({ ledger, clock, budgets })('usr_1', { signal: never });
  expect(view).toMatchObject({
    mission_usd: 1,
    daily: { cap_usd: 2, used_usd: 0.5, held_usd: 0.5, left_usd: 1.5 },
    monthly: { cap_usd: 10, used_usd: 0, held_usd: 0, left_usd: 10 },
  });
  const day = 24 * 60 * 60 * 1_000;
  expect(Date.parse(view.daily.renews_at) % day).toBe(0);
  expect(Date.parse(view.daily.renews_at) - clock.nowMs()).toBeLessThanOrEqual(day);
  expect(new Date(view.monthly.renews_at).getUTCDate()).toBe(1);
});
