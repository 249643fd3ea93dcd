import { beforeEach, describe, expect, test } from 'vitest';
import type { Spender } from '../../../core/budget/budgets.ts';
import { freeModel } from '../../../core/model/free-model.ts';
import type { BudgetLedger } from '../../../core/ports/budget-ledger.ts';
import type { ModelTurn } from '../../../core/ports/model.ts';
import { newMissionId } from '../mission/play.ts';
import { userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { knownModel } from './known-model.ts';
import { answering, call, modelId, someSpender, spendingRig, turn } from './spending-rig.ts';

let ports: TestPorts;
let spender: Spender;
let rig: ReturnType<typeof spendingRig>;
beforeEach(() => {
  ports = makePorts();
  spender = someSpender();
  rig = spendingRig(ports, () => spender);
});

describe('a call', () => {
  test('holds an upper bound while it runs, and its true cost after', async () => {
    let held = 0;
    const { model } = rig.open(async () => {
      held = await rig.used();
      return turn(2_000);
    });
    await model.converse(call(), { signal: never });
    expect(held).toBeGreaterThan(10_000 * 15);
    expect(await rig.used()).toBe(1_000 * 3 + 2_000 * 15);
    expect(await rig.books()).toMatchObject([
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
    const { model, asked } = rig.open(async () => turn(10), {
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
      const { model, asked } = rig.open(async () => turn(10), { budgets });
      await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({
        name: 'BudgetSpent',
        message: expect.stringMatching(says),
      });
      expect(asked).toEqual([]);
      expect(await rig.used()).toBe(0);
      expect(await rig.books()).toEqual([]);
    },
  );

  test('counts against the cap that a retry was given', async () => {
    spender = { owner: userId, mission: { missionId: newMissionId(), capUsd: 0.001 } };
    const { model } = rig.open(async () => turn(10));
    await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({ name: 'BudgetSpent' });
  });

  test('of a free model is never refused, whatever is left', async () => {
    const free = { ...turn(10), modelId: 'built-in' };
    const budgets = { missionUsd: 0, dailyUsd: 0, monthlyUsd: 0 };
    const { model, asked } = rig.open(async () => free, { ...answering('built-in'), budgets });
    expect(await model.converse(call(), { signal: never })).toBe(free);
    expect(asked).toEqual([call()]);
    expect(await rig.books()).toMatchObject([{ held_micro_usd: 0, spent_micro_usd: 0 }]);
  });

  test('is held at the price of the dearest model that may answer it', async () => {
    let held = 0;
    const ask = async (): Promise<ModelTurn> => {
      held = await rig.used();
      return turn(1);
    };
    await rig.open(ask, answering(modelId, 'claude-opus-4-6')).model.converse(call(), { signal: never });
    expect(held).toBeGreaterThan(10_000 * 25);
  });

  test('is held at the price of its role, whatever the other role costs', async () => {
    let held = 0;
    const ask = async (): Promise<ModelTurn> => {
      held = await rig.used();
      return turn(1);
    };
    const models = { author: [knownModel('claude-opus-4-6')], quick: [knownModel(modelId)] };
    await rig.open(ask, { models }).model.converse(call(10_000, { role: 'quick' }), { signal: never });
    expect(held).toBeLessThan(10_000 * 25);
  });

  test.each([
    ['low', 4_096],
    ['medium', 16_384],
    ['high', 32_768],
  ] as const)('at %s effort holds what it may think beside its answer', async (effort, thinking) => {
    let held = 0;
    const ask = async (): Promise<ModelTurn> => {
      held = await rig.used();
      return { ...turn(1), modelId: 'claude-sonnet-5' };
    };
    const { model } = rig.open(ask, answering('claude-sonnet-5'));
    await model.converse(call(10_000, { effort }), { signal: never });
    const input = held - (10_000 + thinking) * 10;
    expect(input).toBeGreaterThan(2_000 * 2.5);
    expect(input).toBeLessThan(2_500 * 2.5);
  });

  test('is held at the price of the tier that its input may reach', async () => {
    const held: number[] = [];
    const ask = async (): Promise<ModelTurn> => {
      held.push(await rig.used());
      return { ...turn(0, 0), modelId: 'claude-haiku-5-5' };
    };
    const { model } = rig.open(ask, answering('claude-haiku-5-5'));
    for (const length of [90_000, 100_000])
      await model.converse(call(1_000, { system: ['x'.repeat(length)] }), { signal: never });
    expect(held[1]).toBeGreaterThan(4 * (held[0] ?? 0));
  });

  test('costs what a free and a dear model of one list may cost, and is never longer for the free one', async () => {
    const models = { author: [freeModel('own'), knownModel(modelId)], quick: [] };
    const budgets = { missionUsd: 0.1, dailyUsd: 20, monthlyUsd: 200 };
    const { model, asked } = rig.open(async () => turn(10), { models, budgets });
    await model.converse(call(), { signal: never });
    expect(asked[0]?.maxTokens).toBeLessThan(7_000);
  });

  test('whose stream broke costs the usage that is estimated of it', async () => {
    const broken = { ...turn(4_000), stop: 'cut-off', because: 'stream', why: 'reset' } as const;
    const { model } = rig.open(async () => broken);
    expect(await model.converse(call(), { signal: never })).toBe(broken);
    expect(await rig.used()).toBe(1_000 * 3 + 4_000 * 15);
  });
});

test('a hold that cannot be settled stays counted, and the answer is not lost', async () => {
  const ledger: BudgetLedger = {
    ...ports.ledger,
    settle: async () => Promise.reject(new Error('down')),
  };
  const { model } = rig.open(async () => turn(10), { ledger });
  expect(await model.converse(call(), { signal: never })).toEqual(turn(10));
  expect(await rig.used()).toBeGreaterThan(10_000 * 15);
});

test('an answer of a model that was not asked is refused, since it has no price here', async () => {
  const { model } = rig.open(async () => ({ ...turn(10), modelId: 'claude-opus-5' }));
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
  const { model } = rig.open(async () => turn(10), { ledger });
  await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({ code: 'budget_busy' });
});

test('a consultation has no mission: its user’s day and month pay', async () => {
  spender = { owner: userId, mission: undefined };
  const { model } = rig.open(async () => turn(100));
  await model.converse(call(), { signal: never });
  expect(await rig.used()).toBe(1_000 * 3 + 100 * 15);
});
