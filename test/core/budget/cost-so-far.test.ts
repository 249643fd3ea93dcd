import { beforeEach, expect, test } from 'vitest';
import { budgetedModel } from '../../../core/budget/budgeted-model.ts';
import { withCostSoFar } from '../../../core/budget/cost-so-far.ts';
import { DependencyFailed } from '../../../core/errors.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { Model, ModelTurn } from '../../../core/ports/model.ts';
import type { RecordStore } from '../../../core/ports/record-store.ts';
import { newMissionId, play } from '../mission/play.ts';
import { userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { knownModel } from './known-model.ts';

const facts = knownModel('claude-sonnet-4-6');
const usage = { inputTokens: 1_000, outputTokens: 2_000, cacheReadTokens: 0, cacheWriteTokens: 0 };

let ports: TestPorts;
let mission: Mission;
beforeEach(async () => {
  ports = makePorts();
  mission = await play([], { deps: ports, missionId: newMissionId() });
});

/** Asks for the mission, which pays for whatever becomes of it. */
function ask(converse: () => Promise<ModelTurn>): Promise<ModelTurn> {
  const models = { author: [facts], quick: [facts] };
  const model: Model = { id: facts.id, models, label: 'priced', isBuiltIn: false, converse };
  const spender = { owner: userId, mission: { missionId: mission.missionId, capUsd: null } };
  const call = { role: 'author', effort: 'low', system: [], messages: [], maxTokens: 10_000 } as const;
  return budgetedModel({ ...ports, model }, { spender, step: 'draft-app' }).converse(call, { signal: never });
}
const answered = async (): Promise<ModelTurn> => ({ modelId: facts.id, usage, stop: 'answered', text: '' });
const costNow = async () => (await withCostSoFar(ports)(mission, never)).cost;

test('a call that broke off is seen on its mission as what it cost, at once', async () => {
  expect(await costNow()).toEqual({ usd: 0, input_tokens: 0, output_tokens: 0 });
  const details = { unpaid: [{ modelId: facts.id, usage, isEstimate: true }] };
  const broken = new DependencyFailed('model-failed', 'It broke off.', { details });
  for (const times of [1, 2]) {
    await expect(ask(() => Promise.reject(broken))).rejects.toBe(broken);
    expect((await costNow()).usd).toBeCloseTo(0.033 * times, 10);
  }
});

test('answers count with their tokens, and beside what events already tell counts what is more', async () => {
  await ask(answered);
  expect(await costNow()).toEqual({ usd: 0.033, input_tokens: 1_000, output_tokens: 2_000 });
  mission = { ...mission, cost: { usd: 0.01, input_tokens: 5_000, output_tokens: 1 } };
  expect(await costNow()).toEqual({ usd: 0.033, input_tokens: 5_000, output_tokens: 2_000 });
  mission = { ...mission, cost: { usd: 0.5, input_tokens: 1, output_tokens: 1 } };
  expect((await costNow()).usd).toBe(0.5);
});

test('a call that still runs counts when it ends', async () => {
  await ask(async () => {
    expect((await costNow()).usd).toBe(0);
    return answered();
  });
  expect((await costNow()).usd).toBe(0.033);
});

test('the cost of a mission that has ended is as its last event tells it, and is not looked up', async () => {
  const ended: Mission = {
    ...mission,
    status: 'FAILED',
    cost: { usd: 1, input_tokens: 2, output_tokens: 3 },
  };
  const records = {} as RecordStore;
  expect(await withCostSoFar({ records })(ended, never)).toBe(ended);
});
