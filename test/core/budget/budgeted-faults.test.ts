import { beforeEach, describe, expect, test } from 'vitest';
import { DependencyFailed } from '../../../core/errors.ts';
import type { LostAttempt } from '../../../core/ports/model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { answering, call, modelId, someSpender, spendingRig, turn } from './spending-rig.ts';

let ports: TestPorts;
let rig: ReturnType<typeof spendingRig>;
beforeEach(() => {
  ports = makePorts();
  const spender = someSpender();
  rig = spendingRig(ports, () => spender);
});

describe('a call that fails', () => {
  const fail = (error: unknown, heard = '') =>
    rig.open(async (_call, { onText }) => {
      if (heard !== '') onText?.(heard);
      throw error;
    }).model;

  test('before anything was heard costs nothing', async () => {
    const error = new DependencyFailed('bedrock-failed', 'Throttled.');
    await expect(fail(error).converse(call(), { signal: never })).rejects.toBe(error);
    expect(await rig.used()).toBe(0);
    expect(await rig.books()).toMatchObject([{ spent_micro_usd: 0 }]);
  });

  test('in the middle of its answer costs what was heard, and its input', async () => {
    await expect(
      fail(new Error('broken'), 'x'.repeat(500)).converse(call(), { signal: never }),
    ).rejects.toThrow();
    const spent = await rig.used();
    expect(spent).toBeGreaterThan(500 * 15);
    expect(spent).toBeLessThan(10_000 * 15);
  });

  test('while it thinks costs its input and all that it may have thought, though nothing of that was shown', async () => {
    const heard: string[] = [];
    const { model } = rig.open(async (_call, { onThinking }) => {
      onThinking?.('');
      throw new Error('broken');
    }, answering('claude-sonnet-5'));
    const options = { signal: never, onThinking: (text: string) => void heard.push(text) };
    await expect(model.converse(call(), options)).rejects.toThrow();
    expect(heard).toEqual(['']);
    expect(await rig.used()).toBeGreaterThan(16_384 * 10);
    expect(await rig.used()).toBeLessThan((16_384 + 10_000) * 10);
  });

  test('passes on what it hears', async () => {
    const heard: string[] = [];
    const { model } = rig.open(async (_call, { onText }) => {
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
    expect(await rig.used()).toBe(1_000 * 3 + 4_000 * 15);
  });

  test('because its caller gave up is settled all the same', async () => {
    const abort = new AbortController();
    const { model } = rig.open(async (_call, { signal }) => {
      abort.abort(new Error('gone'));
      throw signal.reason;
    });
    await expect(model.converse(call(), { signal: abort.signal })).rejects.toThrow('gone');
    const spent = await rig.used();
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
    rig.open(
      async (_call, { beforeAnother, onText }) => {
        if (heard !== '') onText?.(heard);
        await beforeAnother?.(attempt);
        return turn(2_000);
      },
      { ...answering(cheap, modelId, 'built-in'), budgets },
    ).model;

  test('is paid for at the price of its own model, beside the answer, and has a line of its own', async () => {
    expect(await losing(lost(false)).converse(call(), { signal: never })).toEqual(turn(2_000));
    expect(await rig.used()).toBe(1_000 * 1 + 4_000 * 5 + 1_000 * 3 + 2_000 * 15);
    expect(await rig.books()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ model_id: cheap, spent_micro_usd: 21_000, output_tokens: 4_000 }),
        expect.objectContaining({ model_id: modelId, spent_micro_usd: 33_000, output_tokens: 2_000 }),
      ]),
    );
  });

  test('whose tokens are estimated counts no tokens that nobody saw', async () => {
    await losing(lost(true)).converse(call(), { signal: never });
    expect(await rig.books()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ model_id: cheap, spent_micro_usd: 21_000, output_tokens: 0 }),
      ]),
    );
  });

  test('leaves the hold whole for the next attempt', async () => {
    const held: number[] = [];
    const { model } = rig.open(
      async (_call, { beforeAnother }) => {
        held.push(await rig.used());
        await beforeAnother?.(lost(false));
        held.push(await rig.used());
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
    expect(await rig.used()).toBe(1_000 * 1 + 9_000 * 5);
  });

  test('of a free model costs nothing', async () => {
    const free = { ...lost(false), modelId: 'built-in' };
    await losing(free).converse(call(), { signal: never });
    expect(await rig.used()).toBe(1_000 * 3 + 2_000 * 15);
  });

  test('is not heard twice when the next one fails without a word', async () => {
    const error = new DependencyFailed('bedrock-failed', 'Throttled.');
    const { model } = rig.open(
      async (_call, { beforeAnother, onText }) => {
        onText?.('x'.repeat(500));
        await beforeAnother?.(lost(false));
        throw error;
      },
      answering(cheap, modelId),
    );
    await expect(model.converse(call(), { signal: never })).rejects.toBe(error);
    expect(await rig.used()).toBe(21_000);
  });
});
