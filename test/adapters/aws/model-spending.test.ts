import { beforeEach, describe, expect, it } from 'vitest';
import { budgetedModel } from '../../../core/budget/budgeted-model.ts';
import type { Budgets, Spender } from '../../../core/budget/budgets.ts';
import { userLimits } from '../../../core/budget/budgets.ts';
import { priceOf } from '../../../core/budget/price-model.ts';
import { listSpends } from '../../../core/budget/spend-records.ts';
import type { LostAttempt, Model } from '../../../core/ports/model.ts';
import { newMissionId } from '../../core/mission/play.ts';
import { userId } from '../../core/mission/samples.ts';
import { makePorts, type TestPorts } from '../../core/ports/make-ports.ts';
import { answered, call, never, streamOf, throttled, useBedrock } from './bedrock-setting.ts';
import { type BedrockAnswer, exception, opening, toolDelta } from './bedrock-stand-in.ts';

const bedrock = useBedrock();
const dear = 'global.anthropic.claude-opus-4-6-v1';
const cheap = 'global.anthropic.claude-haiku-4-5-20251001-v1:0';
const modelIds = [dear, cheap];
const malformed = streamOf('tool_use', toolDelta('{"title":"a",}'));
const written = 'ä'.repeat(300);
const broken: BedrockAnswer = {
  kind: 'stream',
  chunks: [
    ...opening('write_app'),
    toolDelta(written),
    exception('modelStreamErrorException', 'lost the model'),
  ],
};
const silent: BedrockAnswer = { kind: 'hang' };

/** The first model answers so, the second as it should. */
const first = (answer: BedrockAnswer): void => {
  bedrock.script = ({ modelId }) => (modelId === dear ? answer : answered);
};
/** The model of the tests, and what it tells of attempts that came to nothing, with the requests that had been made by then. */
async function converse(model: Model): Promise<readonly (LostAttempt & { readonly asked: number })[]> {
  const heard: (LostAttempt & { asked: number })[] = [];
  await model.converse(call(), {
    signal: never,
    beforeAnother: async (lost) => {
      heard.push({ ...lost, asked: bedrock.standIn.requests.length });
    },
  });
  return heard;
}

describe('an attempt that came to nothing', () => {
  it('is told with what its model said that it took, before the next model is asked', async () => {
    first(malformed);
    expect(await converse(bedrock.connect({ modelIds }))).toEqual([
      {
        modelId: dear,
        usage: { inputTokens: 11, outputTokens: 7, cacheReadTokens: 0, cacheWriteTokens: 0 },
        isEstimate: false,
        asked: 1,
      },
    ]);
  });

  it('whose stream broke off is told with an estimate that no bill exceeds', async () => {
    first(broken);
    const [lost] = await converse(bedrock.connect({ modelIds }));
    expect(lost).toMatchObject({ modelId: dear, isEstimate: true, asked: 1 });
    const { system, messages, toolConfig } = bedrock.standIn.requests[0]?.body ?? {};
    const sentBytes = Buffer.byteLength(JSON.stringify([system, messages, toolConfig]));
    expect(lost?.usage.cacheWriteTokens).toBeGreaterThan(sentBytes);
    expect(lost?.usage.outputTokens).toBeGreaterThan(Buffer.byteLength(written));
    expect(lost?.usage.outputTokens).toBeLessThan(call().maxTokens);
  });

  it('is never told with a longer answer than it was allowed', async () => {
    first(broken);
    const heard: LostAttempt[] = [];
    await bedrock.connect({ modelIds }).converse(call({ maxTokens: 40 }), {
      signal: never,
      beforeAnother: async (lost) => {
        heard.push(lost);
      },
    });
    expect(heard).toMatchObject([{ usage: { outputTokens: 40 } }]);
  });

  it('is told too where the SDK tried the same model again', async () => {
    bedrock.script = () => (bedrock.standIn.requests.length === 1 ? silent : answered);
    const heard = await converse(bedrock.connect({ modelIds, maxAttempts: 2, silenceTimeoutMs: 200 }));
    expect(heard).toMatchObject([{ modelId: dear, isEstimate: true, asked: 1 }]);
    expect(bedrock.standIn.requests.map(({ modelId }) => modelId)).toEqual([dear, dear]);
  });

  it.each([
    ['throttled', throttled],
    ['refused', { kind: 'fault', status: 400, error: 'ValidationException', message: 'no' }],
    ['not ready', { kind: 'fault', status: 429, error: 'ModelNotReadyException', message: 'wait' }],
  ] as const)('that was %s cost nothing and is not told', async (_why, answer) => {
    first(answer);
    expect(await converse(bedrock.connect({ modelIds }))).toEqual([]);
  });

  it('that failed inside Bedrock is told, because nobody says that it is not billed', async () => {
    first({ kind: 'fault', status: 424, error: 'ModelErrorException', message: 'the model failed' });
    expect(await converse(bedrock.connect({ modelIds }))).toMatchObject([{ isEstimate: true }]);
  });

  it('that nobody took is in the error, and what was taken is not', async () => {
    bedrock.script = ({ modelId }) => (modelId === dear ? malformed : broken);
    const model = bedrock.connect({ modelIds });
    await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({
      details: { unpaid: [{ modelId: dear }, { modelId: cheap }] },
    });
    await expect(
      model.converse(call(), { signal: never, beforeAnother: async () => {} }),
    ).rejects.toMatchObject({ details: { unpaid: [{ modelId: cheap, isEstimate: true }] } });
  });

  it('costs nothing where nobody listens at the address', async () => {
    const model = bedrock.connect({ modelIds });
    await bedrock.standIn.close();
    await expect(model.converse(call(), { signal: never })).rejects.toMatchObject({
      details: { unpaid: [] },
    });
  });

  it('ends the call with the very error of whoever would not pay for another', async () => {
    first(broken);
    const refusal = new Error('no room');
    const beforeAnother = () => Promise.reject(refusal);
    await expect(
      bedrock.connect({ modelIds }).converse(call(), { signal: never, beforeAnother }),
    ).rejects.toBe(refusal);
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
      { ...ports, budgets, model: bedrock.connect({ modelIds }) },
      { spender, step: 'draft-app' },
    ).converse(call(), { signal: never });
  const used = async (): Promise<number> => {
    const { daily } = userLimits(ports.budgets, userId, ports.clock.nowMs());
    return (await ports.ledger.read(daily.account, never)).usedMicroUsd;
  };
  const books = () => listSpends(ports)(spender.mission?.missionId ?? newMissionId(), never);
  /** The last of the stand-in's answers: 11 tokens in, 7 out, 300 of the cache and 20 into it. */
  const costOfAnswer = Math.ceil(11 * 1 + 7 * 5 + 300 * 0.1 + 20 * 1.25);

  it('pays for each attempt at the price of its own model', async () => {
    first(malformed);
    expect(await ask()).toMatchObject({ modelId: cheap });
    const lost = 11 * 5 + 7 * 25;
    expect(await used()).toBe(lost + costOfAnswer);
    const lines = (await books()).map((line) => [line.model_id, line.spent_micro_usd, line.output_tokens]);
    expect(lines).toHaveLength(2);
    expect(lines).toEqual(
      expect.arrayContaining([
        [dear, lost, 7],
        [cheap, costOfAnswer, 7],
      ]),
    );
  });

  it('is never below what a broken stream took, and has room for the answer that followed', async () => {
    first(broken);
    await ask();
    const least = Buffer.byteLength(written) * priceOf(dear).outputUsd;
    expect(await used()).toBeGreaterThan(least + costOfAnswer);
  });

  it('that has no room left after a broken stream asks no other model', async () => {
    first(broken);
    await expect(ask({ missionUsd: 0.15, dailyUsd: 20, monthlyUsd: 200 })).rejects.toMatchObject({
      name: 'BudgetSpent',
    });
    expect(bedrock.standIn.requests).toHaveLength(1);
    expect(await used()).toBeGreaterThan(Buffer.byteLength(written) * priceOf(dear).outputUsd);
    expect(await used()).toBeLessThanOrEqual(150_000);
  });

  it('pays for every attempt when no model answers', async () => {
    bedrock.script = () => malformed;
    await expect(ask()).rejects.toMatchObject({ name: 'DependencyFailed' });
    expect(await used()).toBe(11 * 5 + 7 * 25 + 11 * 1 + 7 * 5);
  });
});
