import { beforeEach, describe, expect, it } from 'vitest';
import { budgetedModel } from '../../../core/budget/budgeted-model.ts';
import type { Budgets, Spender } from '../../../core/budget/budgets.ts';
import { userLimits } from '../../../core/budget/budgets.ts';
import { listSpends } from '../../../core/budget/spend-records.ts';
import type { LostAttempt, Model } from '../../../core/ports/model.ts';
import { newMissionId } from '../../core/mission/play.ts';
import { userId } from '../../core/mission/samples.ts';
import { inEveryRole, modelFacts } from '../../core/ports/fake-model.ts';
import { makePorts, type TestPorts } from '../../core/ports/make-ports.ts';
import { answered, call, never, streamOf, throttled, useBedrock } from './bedrock-setting.ts';
import {
  type BedrockAnswer,
  ending,
  exception,
  opening,
  textDelta,
  thinkingDelta,
} from './bedrock-stand-in.ts';

const bedrock = useBedrock();
const dear = modelFacts('global.anthropic.claude-dear', {
  usd_per_million_tokens: { input: 5, output: 25, cache_read: 0.5, cache_write: 6.25 },
  thinking: 'always',
  thinking_tokens: { low: 300, medium: 1_200, high: 4_000 },
});
const cheap = modelFacts('global.anthropic.claude-cheap', {
  usd_per_million_tokens: { input: 1, output: 5, cache_read: 0.1, cache_write: 1.25 },
});
const models = inEveryRole(dear, cheap);
/** An answer that ends well and has no word in it. */
const empty = streamOf('end_turn');
const written = 'ä'.repeat(300);
const broken: BedrockAnswer = {
  kind: 'stream',
  chunks: [...opening(), thinkingDelta(written), exception('modelStreamErrorException', 'lost the model')],
};
const cutOff: BedrockAnswer = { kind: 'stream', chunks: [...opening(), textDelta(written)] };

/** The first model answers so, the second as it should. */
const first = (answer: BedrockAnswer): void => {
  bedrock.script = ({ modelId }) => (modelId === dear.id ? answer : answered);
};
/** What is told of attempts that came to nothing, with the requests that had been made by then. */
async function lostAttempts(
  model: Model,
  maxTokens = call().maxTokens,
): Promise<readonly (LostAttempt & { readonly asked: number })[]> {
  const heard: (LostAttempt & { asked: number })[] = [];
  await model.converse(call({ maxTokens }), {
    signal: never,
    beforeAnother: async (lost) => {
      heard.push({ ...lost, asked: bedrock.standIn.requests.length });
    },
  });
  return heard;
}

describe('an attempt that came to nothing', () => {
  it('is told with what its model said that it took, before the next model is asked', async () => {
    first(empty);
    expect(await lostAttempts(bedrock.connect({ models }))).toEqual([
      {
        modelId: dear.id,
        usage: { inputTokens: 11, outputTokens: 7, cacheReadTokens: 0, cacheWriteTokens: 0 },
        isEstimate: false,
        why: 'The model gave an empty answer.',
        asked: 1,
      },
    ]);
  });

  it('whose stream broke off is told with an estimate that no bill exceeds', async () => {
    first(broken);
    const [lost] = await lostAttempts(bedrock.connect({ models }));
    expect(lost).toMatchObject({ modelId: dear.id, isEstimate: true, why: 'lost the model', asked: 1 });
    const { system, messages } = bedrock.standIn.requests[0]?.body ?? {};
    const sentBytes = Buffer.byteLength(JSON.stringify([system, messages]));
    expect(lost?.usage.cacheWriteTokens).toBeGreaterThan(sentBytes);
    // What was thought is shown in summary: all that may have been thought counts beside it.
    expect(lost?.usage.outputTokens).toBeGreaterThan(Buffer.byteLength(written) + 1_200);
    expect(lost?.usage.outputTokens).toBeLessThan(call().maxTokens);
  });

  it('is never told with a longer answer than it was allowed, its thinking included', async () => {
    first(broken);
    expect(await lostAttempts(bedrock.connect({ models }), 40)).toMatchObject([
      { usage: { outputTokens: 1_240 } },
    ]);
  });

  it.each([
    ['throttled', throttled],
    ['refused', { kind: 'fault', status: 400, error: 'ValidationException', message: 'no' }],
    ['not ready', { kind: 'fault', status: 429, error: 'ModelNotReadyException', message: 'wait' }],
  ] as const)('that was %s cost nothing and is not told', async (_why, answer) => {
    first(answer);
    expect(await lostAttempts(bedrock.connect({ models }))).toEqual([]);
  });

  it('that failed inside Bedrock is told, because nobody says that it is not billed', async () => {
    first({ kind: 'fault', status: 424, error: 'ModelErrorException', message: 'the model failed' });
    expect(await lostAttempts(bedrock.connect({ models }))).toMatchObject([{ isEstimate: true }]);
  });

  it('that nobody took is in the error, and what was taken is not', async () => {
    bedrock.script = ({ modelId }) => (modelId === dear.id ? empty : broken);
    const model = bedrock.connect({ models });
    await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({
      details: { unpaid: [{ modelId: dear.id }, { modelId: cheap.id }] },
    });
    await expect(
      model.converse(call(), { signal: never, beforeAnother: async () => {} }),
    ).rejects.toMatchObject({ details: { unpaid: [{ modelId: cheap.id, isEstimate: true }] } });
  });

  it('ends the call with the very error of whoever would not pay for another', async () => {
    first(broken);
    const refusal = new Error('no room');
    const beforeAnother = () => Promise.reject(refusal);
    await expect(bedrock.connect({ models }).converse(call(), { signal: never, beforeAnother })).rejects.toBe(
      refusal,
    );
    expect(bedrock.standIn.requests).toHaveLength(1);
  });
});

describe('a budget', () => {
  let ports: TestPorts;
  let spender: Spender;
  beforeEach(() => {
    ports = makePorts();
    spender = { owner: userId, mission: { missionId: newMissionId(), capUsd: null } };
  });
  const ask = (budgets: Budgets = ports.budgets) =>
    budgetedModel(
      { ...ports, budgets, model: bedrock.connect({ models }) },
      { spender, step: 'draft-app' },
    ).converse(call(), { signal: never });
  const used = async (): Promise<number> => {
    const { daily } = userLimits(ports.budgets, userId, ports.clock.nowMs());
    return (await ports.ledger.read(daily.account, never)).usedMicroUsd;
  };
  const books = () => listSpends(ports)(spender.mission?.missionId ?? newMissionId(), never);
  /** The last of the stand-in's answers: 11 tokens in, 7 out, 300 of the cache and 20 into it. */
  const costOfAnswer = Math.ceil(11 * 1 + 7 * 5 + 300 * 0.1 + 20 * 1.25);
  /** Of what was heard of a broken stream. */
  const leastHeard = Buffer.byteLength(written) * dear.usd_per_million_tokens.output;

  it('pays for each attempt at the price of its own model', async () => {
    first(empty);
    expect(await ask()).toMatchObject({ modelId: cheap.id });
    const lost = 11 * 5 + 7 * 25;
    expect(await used()).toBe(lost + costOfAnswer);
    const lines = (await books()).map((line) => [line.model_id, line.spent_micro_usd, line.output_tokens]);
    expect(lines).toHaveLength(2);
    expect(lines).toEqual(
      expect.arrayContaining([
        [dear.id, lost, 7],
        [cheap.id, costOfAnswer, 7],
      ]),
    );
  });

  it('is never below what a broken stream took, and has room for the answer that followed', async () => {
    first(broken);
    await ask();
    expect(await used()).toBeGreaterThan(leastHeard + costOfAnswer);
  });

  it('pays for an answer that broke off, once', async () => {
    first(cutOff);
    const turn = await ask();
    expect(turn).toMatchObject({ stop: 'cut-off', because: 'stream', modelId: dear.id });
    expect(await used()).toBe(Math.ceil(turn.usage.outputTokens * 25 + turn.usage.cacheWriteTokens * 6.25));
    expect(await used()).toBeGreaterThan(leastHeard);
    expect(await books()).toHaveLength(1);
  });

  it('that has no room left after a broken stream asks no other model', async () => {
    first(broken);
    await expect(ask({ missionUsd: 0.15, dailyUsd: 20, monthlyUsd: 200 })).rejects.toMatchObject({
      name: 'BudgetSpent',
    });
    expect(bedrock.standIn.requests).toHaveLength(1);
    expect(await used()).toBeGreaterThan(leastHeard);
    expect(await used()).toBeLessThanOrEqual(150_000);
  });

  it('pays for every attempt when no model answers', async () => {
    bedrock.script = () => ({ kind: 'stream', chunks: [...opening(), ...ending('end_turn')] });
    await expect(ask()).rejects.toMatchObject({ name: 'DependencyFailed' });
    expect(await used()).toBe(11 * 5 + 7 * 25 + 11 * 1 + 7 * 5);
  });
});
