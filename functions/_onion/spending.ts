import * as world from '#world';
import type { SpendDeps } from '../../core/budget/reserve.ts';
import { isGantryError } from '../../core/errors.ts';
import type { BudgetLedger } from '../../core/ports/budget-ledger.ts';
import type { Model } from '../../core/ports/model.ts';
import { functionConfig } from './config.ts';
import { writeMetrics } from './write-metrics.ts';

/** What whoever spends needs, with the budgets of this installation. */
export function spendDeps(): SpendDeps {
  return {
    ledger: countedLedger(),
    records: world.records(),
    clock: world.clock(),
    ids: world.ids(),
    budgets: functionConfig().budgets,
  };
}

/** The world's ledger, which also counts what was spent for the operator. A retry after a crash may count twice: it is a figure to watch, the ledger is the one that holds. */
export function countedLedger(): BudgetLedger {
  const ledger = world.ledger();
  return {
    reserve: (limit, hold, signal) => ledger.reserve(limit, hold, signal),
    read: (account, signal) => ledger.read(account, signal),
    settle: async (account, hold, spentMicroUsd, signal) => {
      await ledger.settle(account, hold, spentMicroUsd, signal);
      // Everything spent is settled in several accounts, and exactly one of them is somebody's month.
      if (account.startsWith('month#') && spentMicroUsd > 0)
        writeMetrics({ spendUsd: spentMicroUsd / 1_000_000 });
    },
  };
}

/** The world's model, which also counts the calls that it did not answer. One that was called off by us is none of them. */
export function countedModel(): Model {
  const model = world.model();
  return {
    ...model,
    converse: async (call, options) => {
      try {
        return await model.converse(call, options);
      } catch (error) {
        if (isGantryError(error))
          writeMetrics({ modelErrors: 1, modelThrottles: isThrottled(error) ? 1 : 0 });
        throw error;
      }
    },
  };
}

/** In the words of each door: a name of Bedrock's, a type of Anthropic's or OpenAI's, or the status of a server that says no more. */
const busyWords = /throttl|rate.?limit|too.?many|overloaded|\bHTTP (?:429|503|529)\b/i;

function isThrottled({ details }: { readonly details: unknown }): boolean {
  const { failures } = (details ?? {}) as { readonly failures?: readonly { readonly error?: unknown }[] };
  return Array.isArray(failures) && failures.some(({ error }) => busyWords.test(String(error)));
}
