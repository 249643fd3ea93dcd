import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRecordStore } from '../../adapters/local/record-store.ts';
import { systemClock } from '../../adapters/node/clock.ts';
import { createIds } from '../../adapters/node/ids.ts';
import { budgetedModel } from '../../core/budget/budgeted-model.ts';
import { userLimits } from '../../core/budget/budgets.ts';
import { costOf } from '../../core/budget/price-model.ts';
import { DependencyFailed, isGantryError } from '../../core/errors.ts';
import type { BudgetLedger } from '../../core/ports/budget-ledger.ts';
import type { Model, ModelCall, ModelTurn } from '../../core/ports/model.ts';
import { missionIdSchema } from '../../core/wire/ids.ts';
import { knownModel } from '../core/budget/known-model.ts';

const never = new AbortController().signal;
const author = knownModel('anthropic.claude-sonnet-4-6');
const dearer = knownModel('anthropic.claude-opus-4-8');
const ids = createIds({ clock: systemClock });

const call: ModelCall = {
  role: 'author',
  effort: 'medium',
  system: ['You write apps.'],
  messages: [{ role: 'user', blocks: [{ kind: 'data', label: 'request', text: 'a calculator' }] }],
  maxTokens: 30_000,
};

/** How much of what it may write an answer has, and what becomes of it. */
interface Answered {
  readonly share: number;
  readonly end: 'answered' | 'broke-off' | 'second-answered' | 'none-answered';
}

/** A model that answers, breaks off, or answers at its second or no attempt, and keeps account of what that cost. */
function spendingModel(spent: { usd: number }, plan: readonly Answered[]): Model {
  let calls = 0;
  const model = {
    id: author.id,
    models: { author: [author, dearer], quick: [author] },
    label: 'spends',
    isBuiltIn: false,
  };
  const attempt = (modelId: string, maxTokens: number, share: number) => {
    const outputTokens = Math.floor(maxTokens * share);
    const usage = { inputTokens: 400, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 300 };
    spent.usd += costOf(model, modelId, usage).usd;
    return { modelId, usage };
  };
  return {
    ...model,
    converse: async ({ maxTokens }, { beforeAnother }): Promise<ModelTurn> => {
      const { share, end } = plan[calls++ % plan.length] ?? { share: 1, end: 'answered' };
      await new Promise((resolve) => setImmediate(resolve));
      const turn = { ...attempt(author.id, maxTokens, share), text: 'x' };
      if (end === 'answered') return { ...turn, stop: 'answered' };
      if (end === 'broke-off') return { ...turn, stop: 'cut-off', because: 'stream', why: 'It broke off.' };
      const lost = { modelId: turn.modelId, usage: turn.usage, isEstimate: true };
      if (end === 'none-answered')
        throw new DependencyFailed('model_unavailable', 'No model answered.', {
          details: { unpaid: [lost] },
        });
      await beforeAnother?.(lost);
      return { ...attempt(dearer.id, maxTokens, share), text: 'x', stop: 'answered' };
    },
  };
}

const answers: fc.Arbitrary<Answered> = fc.record({
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  end: fc.constantFrom('answered', 'broke-off', 'second-answered', 'none-answered'),
});

/** What spending through a budget ledger guarantees, whichever ledger it is. */
export function testSpending(name: string, make: () => BudgetLedger, runs: number): void {
  describe(`spending: ${name}`, () => {
    test('missions at once never spend more than their user may in a day, and the books are right to the cent', async () => {
      const missions = fc.array(fc.array(answers, { minLength: 1, maxLength: 4 }), {
        minLength: 2,
        maxLength: 8,
      });
      await fc.assert(
        fc.asyncProperty(missions, fc.double({ min: 0.05, max: 3, noNaN: true }), async (plans, dailyUsd) => {
          const owner = ids.make('usr');
          const budgets = { missionUsd: 2, dailyUsd, monthlyUsd: 100 };
          const ledger = make();
          const spent = { usd: 0 };
          const records = createRecordStore({ database: new DatabaseSync(':memory:'), clock: systemClock });
          const deps = { ledger, records, clock: systemClock, ids, budgets };
          const outcomes = await Promise.all(
            plans.map((plan) =>
              runMission({ ...deps, model: spendingModel(spent, plan) }, owner, plan.length),
            ),
          );
          const { daily } = userLimits(budgets, owner, systemClock.nowMs());
          const books = await ledger.read(daily.account, never);
          expect(spent.usd).toBeLessThanOrEqual(dailyUsd + 1e-9);
          expect(books.heldMicroUsd).toBe(0);
          expect(Math.abs(books.usedMicroUsd / 1e6 - spent.usd)).toBeLessThan(0.0001);
          for (const outcome of outcomes)
            expect(['done', 'BudgetSpent', 'Conflict', 'DependencyFailed']).toContain(outcome);
        }),
        { numRuns: runs, seed: 20261122 },
      );
    });
  });
}

/** A mission that calls its model so many times, one after the other; answers how it ended. */
async function runMission(
  deps: Parameters<typeof budgetedModel>[0],
  owner: string,
  calls: number,
): Promise<string> {
  const missionId = missionIdSchema.parse(ids.make('msn'));
  const model = budgetedModel(deps, {
    spender: { owner, mission: { missionId, capUsd: null } },
    step: 'draft-app',
  });
  try {
    for (let made = 0; made < calls; made += 1) await model.converse(call, { signal: never });
    return 'done';
  } catch (error) {
    if (isGantryError(error)) return error.name;
    throw error;
  }
}
