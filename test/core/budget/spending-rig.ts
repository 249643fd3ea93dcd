import { budgetedModel } from '../../../core/budget/budgeted-model.ts';
import type { Budgets, Spender } from '../../../core/budget/budgets.ts';
import { userLimits } from '../../../core/budget/budgets.ts';
import { listSpends } from '../../../core/budget/spend-records.ts';
import type { BudgetLedger } from '../../../core/ports/budget-ledger.ts';
import type { Model, ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import { newMissionId } from '../mission/play.ts';
import { userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { knownModel } from './known-model.ts';

/** $3 and $15 a million tokens; does not think. */
export const modelId = 'claude-sonnet-4-6';
/** Asks an author for at most so many tokens. */
export const call = (maxTokens = 10_000, over: Partial<ModelCall> = {}): ModelCall => ({
  role: 'author',
  effort: 'medium',
  system: ['You write apps.'],
  messages: [{ role: 'user', blocks: [{ kind: 'data', label: 'request', text: 'a calculator' }] }],
  maxTokens,
  ...over,
});
/** An answer of so many tokens. */
export const turn = (outputTokens: number, inputTokens = 1_000): ModelTurn => ({
  modelId,
  usage: { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 },
  stop: 'answered',
  text: '',
});
/** Answers as either role, by models of the catalogue. */
export const answering = (...ids: readonly string[]): Pick<Model, 'id' | 'models'> => {
  const models = ids.map(knownModel);
  return { id: ids[0] ?? '', models: { author: models, quick: models } };
};

/** Somebody's mission without a cap of its own. */
export const someSpender = (): Spender => ({
  owner: userId,
  mission: { missionId: newMissionId(), capUsd: null },
});

/** Models whose calls are paid for by whoever spends. */
export function spendingRig(ports: TestPorts, spender: () => Spender) {
  /** A priced model under these budgets; `asked` holds what reached the model itself. */
  function open(
    converse: Model['converse'],
    { budgets = ports.budgets, ...over }: Partial<Model> & { budgets?: Budgets; ledger?: BudgetLedger } = {},
  ) {
    const asked: ModelCall[] = [];
    const model: Model = {
      ...answering(modelId),
      label: 'priced',
      isBuiltIn: false,
      converse: (given, options) => {
        asked.push(given);
        return converse(given, options);
      },
      ...over,
    };
    const ledger = over.ledger ?? ports.ledger;
    return {
      asked,
      model: budgetedModel({ ...ports, ledger, budgets, model }, { spender: spender(), step: 'draft-app' }),
    };
  }

  const used = async (): Promise<number> => {
    const { daily } = userLimits(ports.budgets, userId, ports.clock.nowMs());
    return (await ports.ledger.read(daily.account, never)).usedMicroUsd;
  };
  const books = () => listSpends(ports)(spender().mission?.missionId ?? newMissionId(), never);
  return { open, used, books };
}
