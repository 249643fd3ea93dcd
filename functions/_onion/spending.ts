import { clock, ids, ledger, records } from '#world';
import type { SpendDeps } from '../../core/budget/reserve.ts';
import { functionConfig } from './config.ts';

/** What whoever spends needs, with the budgets of this installation. */
export function spendDeps(): SpendDeps {
  return {
    ledger: ledger(),
    records: records(),
    clock: clock(),
    ids: ids(),
    budgets: functionConfig().budgets,
  };
}
