import { beforeEach, describe, expect, test } from 'vitest';
import { budgetedModel } from '../../../core/budget/budgeted-model.ts';
import type { Budgets, Spender } from '../../../core/budget/budgets.ts';
import { userLimits } from '../../../core/budget/budgets.ts';
import { listSpends } from '../../../core/budget/spend-records.ts';
import { DependencyFailed } from '../../../core/errors.ts';
import { freeModel } from '../../../core/model/free-model.ts';
import type { BudgetLedger } from '../../../core/ports/budget-ledger.ts';
import type { LostAttempt, Model, ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import { newMissionId } from '../mission/play.ts';
import { userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { knownModel } from './known-model.ts';

/** $3 and $15 a million tokens; does not think. */
const modelId = 'claude-sonnet-4-6';
const call = (maxTokens = 10_000, over: Partial<ModelCall> = {}): ModelCall => ({
  role: 'author',
  effort: 'medium',
  system: ['You write apps.'],
  messages: [{ role: 'user', blocks: [{ kind: 'data', label: 'request', text: 'a calculator' }] }],
  maxTokens,
  ...over,
});
const turn = (outputTokens: number, inputTokens = 1_000): ModelTurn => ({
  modelId,
  usage: { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 },
  stop: 'answered',
  text: '',
});
/** Answers as either role, by models of the catalogue. */
const answering = (...ids: readonly string[]): Pick<Model, 'id' | 'models'> => {
  const models = ids.map(knownModel);
  return { id: ids[0] ?? '', models: { author: models, quick: models } };
};

let ports: TestPorts;
let spender: Spender;
beforeEach(() => {
  ports = makePorts();
  spender = { owner: userId, mission: { missionId: newMissionId(), capUsd: null } };
});

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
    model: budgetedModel({ ...ports, ledger, budgets, model }, { spender, step: 'draft-app' }),
  };
}

const used = async (): Promise<number> => {
  const { daily } = userLimits(ports.budgets, userId, ports.clock.nowMs());
  return (await ports.ledger.read(daily.account, never)).usedMicroUsd;
};
const books = () => listSpends(ports)(spender.mission?.missionId ?? newMissionId(), never);

describe('a call', () => {
  test('holds an upper bound while it runs, and its true cost after', async () => {
    let held = 0;
    const { model } = open(async () => {
      held = await used();
      return turn(2_000);
    });
    await model.converse(call(), { signal: never });
    expect(held).toBeGreaterThan(10_000 * 15);
    expect(await used()).toBe(1_000 * 3 + 2_000 * 15);
    expect(await books()).toMatchObject([
      {
        step: 'draft-app',
        held_micro_usd: held,
        spent_micro_usd: 33_000,
        input_tokens: 1_000,
        output_tokens: 2_000,
      },
    ]);
  });

  test('is cut to the length that is left', async () => {
    const { model, asked } = open(async () => turn(10), {
      budgets: { missionUsd: 0.1, dailyUsd: 20, monthlyUsd: 200 },
    });
    await model.converse(call(), { signal: never });
    expect(asked[0]?.maxTokens).toBeGreaterThan(1_000);
    expect(asked[0]?.maxTokens).toBeLessThan(7_000);
  });

  test.each([
    [
      'mission',
      { missionUsd: 0.001, dailyUsd: 20, monthlyUsd: 200 },
      /mission's budget of \$0\.0010 .* budget_usd/,
    ],
    ['day', { missionUsd: 5, dailyUsd: 0, monthlyUsd: 200 }, /today of \$0\.00 .* GANTRY_DAILY_BUDGET_USD/],
    [
      'month',
      { missionUsd: 5, dailyUsd: 20, monthlyUsd: 0.01 },
      /month of \$0\.01.* GANTRY_MONTHLY_BUDGET_USD/,
    ],
  ])(
    'is not made when the %s has too little left, says so, and holds nothing anywhere',
    async (_name, budgets, says) => {
      const { model, asked } = open(async () => turn(10), { budgets });
      await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({
        name: 'BudgetSpent',
        message: expect.stringMatching(says),
      });
      expect(asked).toEqual([]);
      expect(await used()).toBe(0);
      expect(await books()).toEqual([]);
    },
  );

  test('counts against the cap that a retry was given', async () => {
    spender = { owner: userId, mission: { missionId: newMissionId(), capUsd: 0.001 } };
    const { model } = open(async () => turn(10));
    await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({ name: 'BudgetSpent' });
  });

  test('of a free model is never refused, whatever is left', async () => {
    const free = { ...turn(10), modelId: 'built-in' };
    const budgets = { missionUsd: 0, dailyUsd: 0, monthlyUsd: 0 };
    const { model, asked } = open(async () => free, { ...answering('built-in'), budgets });
    expect(await model.converse(call(), { signal: never })).toBe(free);
    expect(asked).toEqual([call()]);
    expect(await books()).toMatchObject([{ held_micro_usd: 0, spent_micro_usd: 0 }]);
  });

  test('is held at the price of the dearest model that may answer it', async () => {
    let held = 0;
    const ask = async (): Promise<ModelTurn> => {
      held = await used();
      return turn(1);
    };
    await open(ask, answering(modelId, 'claude-opus-4-6')).model.converse(call(), { signal: never });
    expect(held).toBeGreaterThan(10_000 * 25);
  });

  test('is held at the price of its role, whatever the other role costs', async () => {
    let held = 0;
    const ask = async (): Promise<ModelTurn> => {
      held = await used();
      return turn(1);
    };
    const models = { author: [knownModel('claude-opus-4-6')], quick: [knownModel(modelId)] };
    await open(ask, { models }).model.converse(call(10_000, { role: 'quick' }), { signal: never });
    expect(held).toBeLessThan(10_000 * 25);
  });

  test.each([
    ['low', 4_096],
    ['medium', 16_384],
    ['high', 32_768],
  ] as const)('at %s effort holds what it may think beside its answer', async (effort, thinking) => {
    let held = 0;
    const ask = async (): Promise<ModelTurn> => {
      held = await used();
      return { ...turn(1), modelId: 'claude-sonnet-5' };
    };
    const { model } = open(ask, answering('claude-sonnet-5'));
    await model.converse(call(10_000, { effort }), { signal: never });
    const input = held - (10_000 + thinking) * 10;
    expect(input).toBeGreaterThan(2_000 * 2.5);
    expect(input).toBeLessThan(2_500 * 2.5);
  });

  test('is held at the price of the tier that its input may reach', async () => {
    const held: number[] = [];
    const ask = async (): Promise<ModelTurn> => {
      held.push(await used());
      return { ...turn(0, 0), modelId: 'claude-haiku-5-5' };
    };
    const { model } = open(ask, answering('claude-haiku-5-5'));
    for (const length of [90_000, 100_000])
      await model.converse(call(1_000, { system: ['x'.repeat(length)] }), { signal: never });
    expect(held[1]).toBeGreaterThan(4 * (held[0] ?? 0));
  });

  test('costs what a free and a dear model of one list may cost, and is never longer for the free one', async () => {
    const models = { author: [freeModel('own'), knownModel(modelId)], quick: [] };
    const budgets = { missionUsd: 0.1, dailyUsd: 20, monthlyUsd: 200 };
    const { model, asked } = open(async () => turn(10), { models, budgets });
    await model.converse(call(), { signal: never });
    expect(asked[0]?.maxTokens).toBeLessThan(7_000);
  });

  test('whose stream broke costs the usage that is estimated of it', async () => {
    const broken = { ...turn(4_000), stop: 'cut-off', because: 'stream', why: 'reset' } as const;
    const { model } = open(async () => broken);
    expect(await model.converse(call(), { signal: never })).toBe(broken);
    expect(await used()).toBe(1_000 * 3 + 4_000 * 15);
  });
});

describe('a call that fails', () => {
  const fail = (error: unknown, heard = '') =>
    open(async (_call, { onText }) => {
      if (heard !== '') onText?.(heard);
      throw error;
    }).model;

  test('before anything was heard costs nothing', async () => {
    const error = new DependencyFailed('bedrock-failed', 'Throttled.');
    await expect(fail(error).converse(call(), { signal: never })).rejects.toBe(error);
    expect(await used()).toBe(0);
    expect(await books()).toMatchObject([{ spent_micro_usd: 0 }]);
  });

  test('in the middle of its answer costs what was heard, and its input', async () => {
    await expect(
      fail(new Error('broken'), 'x'.repeat(500)).converse(call(), { signal: never }),
    ).rejects.toThrow();
    const spent = await used();
    expect(spent).toBeGreaterThan(500 * 15);
    expect(spent).toBeLessThan(10_000 * 15);
  });

  test('while it thinks costs its input and all that it may have thought, though nothing of that was shown', async () => {
    const heard: string[] = [];
    const { model } = open(async (_call, { onThinking }) => {
      onThinking?.('');
      throw new Error('broken');
    }, answering('claude-sonnet-5'));
    const options = { signal: never, onThinking: (text: string) => void heard.push(text) };
    await expect(model.converse(call(), options)).rejects.toThrow();
    expect(heard).toEqual(['']);
    expect(await used()).toBeGreaterThan(16_384 * 10);
    expect(await used()).toBeLessThan((16_384 + 10_000) * 10);
  });

  test('passes on what it hears', async () => {
    const heard: string[] = [];
    const { model } = open(async (_call, { onText }) => {
      onText?.('Hello');
      return turn(1);
    });
    await model.converse(call(), { signal: never, onText: (text) => void heard.push(text) });
    expect(heard).toEqual(['Hello']);
  });

  test('costs what its provider says it used', async () => {
    const { usage } = turn(4_000);
    const details = { unpaid: [{ modelId, usage, isEstimate: false }] };
    const error = new DependencyFailed('bedrock-failed', 'Malformed.', { details });
    await expect(fail(error).converse(call(), { signal: never })).rejects.toBe(error);
    expect(await used()).toBe(1_000 * 3 + 4_000 * 15);
  });

  test('because its caller gave up is settled all the same', async () => {
    const abort = new AbortController();
    const { model } = open(async (_call, { signal }) => {
      abort.abort(new Error('gone'));
      throw signal.reason;
    });
    await expect(model.converse(call(), { signal: abort.signal })).rejects.toThrow('gone');
    const spent = await used();
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThan(10_000 * 15);
  });
});

describe('an attempt that was lost before another answered', () => {
  const cheap = 'claude-haiku-4-5-20251001';
  const lost = (isEstimate: boolean, outputTokens = 4_000): LostAttempt => ({
    modelId: cheap,
    usage: { inputTokens: 1_000, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 },
    isEstimate,
  });
  const losing = (attempt: LostAttempt, budgets = ports.budgets, heard = '') =>
    open(
      async (_call, { beforeAnother, onText }) => {
        if (heard !== '') onText?.(heard);
        await beforeAnother?.(attempt);
        return turn(2_000);
      },
      { ...answering(cheap, modelId, 'built-in'), budgets },
    ).model;

  test('is paid for at the price of its own model, beside the answer, and has a line of its own', async () => {
    expect(await losing(lost(false)).converse(call(), { signal: never })).toEqual(turn(2_000));
    expect(await used()).toBe(1_000 * 1 + 4_000 * 5 + 1_000 * 3 + 2_000 * 15);
    expect(await books()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ model_id: cheap, spent_micro_usd: 21_000, output_tokens: 4_000 }),
        expect.objectContaining({ model_id: modelId, spent_micro_usd: 33_000, output_tokens: 2_000 }),
      ]),
    );
  });

  test('whose tokens are estimated counts no tokens that nobody saw', async () => {
    await losing(lost(true)).converse(call(), { signal: never });
    expect(await books()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ model_id: cheap, spent_micro_usd: 21_000, output_tokens: 0 }),
      ]),
    );
  });

  test('leaves the hold whole for the next attempt', async () => {
    const held: number[] = [];
    const { model } = open(
      async (_call, { beforeAnother }) => {
        held.push(await used());
        await beforeAnother?.(lost(false));
        held.push(await used());
        return turn(1);
      },
      answering(cheap, modelId),
    );
    await model.converse(call(), { signal: never });
    expect(held[1]).toBe((held[0] ?? 0) + 21_000);
  });

  test('ends the call where the budget has no room for another, and costs what it cost', async () => {
    const budgets = { missionUsd: 0.2, dailyUsd: 20, monthlyUsd: 200 };
    const model = losing(lost(false, 9_000), budgets, 'x'.repeat(20_000));
    await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({ name: 'BudgetSpent' });
    expect(await used()).toBe(1_000 * 1 + 9_000 * 5);
  });

  test('of a free model costs nothing', async () => {
    const free = { ...lost(false), modelId: 'built-in' };
    await losing(free).converse(call(), { signal: never });
    expect(await used()).toBe(1_000 * 3 + 2_000 * 15);
  });

  test('is not heard twice when the next one fails without a word', async () => {
    const error = new DependencyFailed('bedrock-failed', 'Throttled.');
    const { model } = open(
      async (_call, { beforeAnother, onText }) => {
        onText?.('x'.repeat(500));
        await beforeAnother?.(lost(false));
        throw error;
      },
      answering(cheap, modelId),
    );
    await expect(model.converse(call(), { signal: never })).rejects.toBe(error);
    expect(await used()).toBe(21_000);
  });
});

test('a hold that cannot be settled stays counted, and the answer is not lost', async () => {
  const ledger: BudgetLedger = {
    ...ports.ledger,
    settle: async () => Promise.reject(new Error('down')),
  };
  const { model } = open(async () => turn(10), { ledger });
  expect(await model.converse(call(), { signal: never })).toEqual(turn(10));
  expect(await used()).toBeGreaterThan(10_000 * 15);
});

test('an answer of a model that was not asked is refused, since it has no price here', async () => {
  const { model } = open(async () => ({ ...turn(10), modelId: 'claude-opus-5' }));
  await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({
    name: 'PolicyDenied',
    code: 'model_price_unknown',
  });
});

test('gives up when others keep taking what was left', async () => {
  let left = 100_000_000;
  const ledger: BudgetLedger = {
    ...ports.ledger,
    reserve: async ({ capMicroUsd }) => {
      left -= 1;
      return { outcome: 'short', usedMicroUsd: capMicroUsd - left };
    },
  };
  const { model } = open(async () => turn(10), { ledger });
  await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({ code: 'budget_busy' });
});

test('a consultation has no mission: its user’s day and month pay', async () => {
  spender = { owner: userId, mission: undefined };
  const { model } = open(async () => turn(100));
  await model.converse(call(), { signal: never });
  expect(await used()).toBe(1_000 * 3 + 100 * 15);
});
