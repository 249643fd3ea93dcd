import { expect, test } from 'vitest';
import { budgetSpent } from '../../../core/budget/reserve.ts';

const short = (account: string) =>
  budgetSpent(
    { limit: { account, capMicroUsd: 5_000_000, expiresAtMs: 0 }, leftMicroUsd: 20_000 },
    2_000_000,
  );

test.each([
  ['mission#msn_1', "This mission's budget of $5.00 has $0.0200 left", 'budget_usd'],
  ['day#usr_1#2026-01-01', 'Your budget for today of $5.00', 'GANTRY_DAILY_BUDGET_USD'],
  ['month#usr_1#2026-01', 'Your budget for this month of $5.00', 'GANTRY_MONTHLY_BUDGET_USD'],
])('a spent %s says which budget it is and how to go on', (account, which, way) => {
  expect(short(account)).toMatchObject({ name: 'BudgetSpent', code: 'budget_spent' });
  expect(short(account).message).toContain(which);
  expect(short(account).message).toContain(way);
});

test('an account that nobody has words for is told of all the same', () => {
  expect(short('team').message).toBe(
    'The budget of $5.00 has $0.0200 left, and the next step may need $2.00.',
  );
});
