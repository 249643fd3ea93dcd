import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { BudgetLedger } from '../../core/ports/budget-ledger.ts';

const never = new AbortController().signal;
const later = Date.now() + 24 * 60 * 60 * 1_000;

const limitOf = (capMicroUsd: number, account = `mission#${randomUUID()}`) => ({
  account,
  capMicroUsd,
  expiresAtMs: later,
});

/** What every budget ledger guarantees; two that are made share their accounts. */
export function testBudgetLedger(name: string, make: () => BudgetLedger): void {
  describe(`budget ledger: ${name}`, () => {
    test('holds what fits and refuses what does not, to the last millionth', async () => {
      const ledger = make();
      const limit = limitOf(100);
      expect(await ledger.reserve(limit, { id: 'a', microUsd: 60 }, never)).toEqual({ outcome: 'held' });
      expect(await ledger.reserve(limit, { id: 'b', microUsd: 41 }, never)).toEqual({
        outcome: 'short',
        usedMicroUsd: 60,
      });
      expect(await ledger.reserve(limit, { id: 'c', microUsd: 40 }, never)).toEqual({ outcome: 'held' });
      expect(await ledger.read(limit.account, never)).toEqual({ usedMicroUsd: 100, heldMicroUsd: 100 });
    });

    test('refuses an amount above the cap where nothing was ever held', async () => {
      const limit = limitOf(5);
      const short = { outcome: 'short', usedMicroUsd: 0 };
      expect(await make().reserve(limit, { id: 'a', microUsd: 6 }, never)).toEqual(short);
      expect(await make().read(limit.account, never)).toEqual({ usedMicroUsd: 0, heldMicroUsd: 0 });
    });

    test('counts the same hold once, however often it is asked for', async () => {
      const ledger = make();
      const limit = limitOf(100);
      const hold = { id: 'call-1', microUsd: 70 };
      for (let time = 0; time < 3; time += 1)
        expect(await ledger.reserve(limit, hold, never)).toEqual({ outcome: 'held' });
      expect(await ledger.read(limit.account, never)).toEqual({ usedMicroUsd: 70, heldMicroUsd: 70 });
    });

    test('puts what was spent in the place of a hold, once', async () => {
      const ledger = make();
      const limit = limitOf(100);
      const hold = { id: 'call_1', microUsd: 70 };
      await ledger.reserve(limit, hold, never);
      for (let time = 0; time < 3; time += 1) await ledger.settle(limit.account, hold, 25, never);
      expect(await ledger.read(limit.account, never)).toEqual({ usedMicroUsd: 25, heldMicroUsd: 0 });
      expect(await ledger.reserve(limit, { id: 'b', microUsd: 75 }, never)).toEqual({ outcome: 'held' });
    });

    test('tells the truth of what cost more than was held', async () => {
      const ledger = make();
      const limit = limitOf(100);
      const hold = { id: 'a', microUsd: 90 };
      await ledger.reserve(limit, hold, never);
      await ledger.settle(limit.account, hold, 120, never);
      expect(await ledger.reserve(limit, { id: 'b', microUsd: 0 }, never)).toEqual({
        outcome: 'short',
        usedMicroUsd: 120,
      });
    });

    test('settles nothing that was not held', async () => {
      const ledger = make();
      const limit = limitOf(100);
      await ledger.settle(limit.account, { id: 'a', microUsd: 50 }, 50, never);
      expect(await ledger.read(limit.account, never)).toEqual({ usedMicroUsd: 0, heldMicroUsd: 0 });
      await ledger.reserve(limit, { id: 'b', microUsd: 10 }, never);
      await ledger.settle(limit.account, { id: 'a', microUsd: 50 }, 50, never);
      expect(await ledger.read(limit.account, never)).toEqual({ usedMicroUsd: 10, heldMicroUsd: 10 });
    });

    test('judges by the cap of the moment: a raised one gives room to an account that had none', async () => {
      const ledger = make();
      const limit = limitOf(10);
      await ledger.reserve(limit, { id: 'a', microUsd: 10 }, never);
      const raised = limitOf(30, limit.account);
      expect((await ledger.reserve(limit, { id: 'b', microUsd: 10 }, never)).outcome).toBe('short');
      expect((await ledger.reserve(raised, { id: 'b', microUsd: 20 }, never)).outcome).toBe('held');
    });

    test('never holds more than the cap when 200 reserve at once, also by two processes', async () => {
      const limit = limitOf(1_000);
      const ledgers = [make(), make()] as const;
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          ledgers[index % 2 === 0 ? 0 : 1].reserve(limit, { id: `call-${index}`, microUsd: 30 }, never),
        ),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'held')).toHaveLength(33);
      expect(await ledgers[0].read(limit.account, never)).toEqual({ usedMicroUsd: 990, heldMicroUsd: 990 });
    });

    test('reserves nothing for a caller that has given up', async () => {
      const ledger = make();
      const limit = limitOf(10);
      await expect(ledger.reserve(limit, { id: 'a', microUsd: 1 }, AbortSignal.abort())).rejects.toThrow();
      expect((await ledger.read(limit.account, never)).usedMicroUsd).toBe(0);
    });
  });
}
