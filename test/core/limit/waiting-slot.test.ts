import { describe, expect, test } from 'vitest';
import { takeWaitingSlot } from '../../../core/limit/waiting-slot.ts';
import type { RecordStore } from '../../../core/ports/record-store.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const twoSlots = { slots: 2, forMs: 60_000 };

describe('a waiting slot', () => {
  test('is there as often as was said, however many ask at once, and again when one is left', async () => {
    const take = takeWaitingSlot(makePorts());
    const leaves = await Promise.all([1, 2, 3, 4].map(() => take(twoSlots, never)));
    const taken = leaves.filter((leave) => leave !== undefined);
    expect(taken).toHaveLength(2);
    expect(await take(twoSlots, never)).toBeUndefined();
    await taken[0]?.();
    expect(await take(twoSlots, never)).toBeDefined();
    expect(await take(twoSlots, never)).toBeUndefined();
  });

  test('whose waiter died is free again a little after its time', async () => {
    const ports = makePorts();
    const take = takeWaitingSlot(ports);
    await take({ slots: 1, forMs: 60_000 }, never);
    ports.clock.advance(64_999);
    expect(await take({ slots: 1, forMs: 60_000 }, never)).toBeUndefined();
    ports.clock.advance(1);
    expect(await take({ slots: 1, forMs: 60_000 }, never)).toBeDefined();
  });

  test('is none where nobody may wait', async () => {
    expect(await takeWaitingSlot(makePorts())({ slots: 0, forMs: 1_000 }, never)).toBeUndefined();
  });

  test('is given up by whoever others are quicker than each time', async () => {
    const ports = makePorts();
    const records: RecordStore = { ...ports.records, put: async () => 'lost' };
    expect(await takeWaitingSlot({ ...ports, records })(twoSlots, never)).toBeUndefined();
  });

  test('is left without an error where the store fails', async () => {
    const ports = makePorts();
    const leave = await takeWaitingSlot(ports)(twoSlots, never);
    Object.assign(ports.records, { get: () => Promise.reject(new Error('the store is down')) });
    await expect(leave?.()).resolves.toBeUndefined();
  });
});
