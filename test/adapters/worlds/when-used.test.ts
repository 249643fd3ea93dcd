import { expect, test, vi } from 'vitest';
import { whenUsed } from '../../../adapters/worlds/when-used.ts';

const doubler = { double: async (value: number) => value * 2, name: 'a doubler' };

test('loads nothing until a method is called, and then once', async () => {
  const load = vi.fn(async () => doubler);
  const port = whenUsed(load, ['double']);
  expect(load).not.toHaveBeenCalled();
  expect(await Promise.all([port.double(1), port.double(2)])).toEqual([2, 4]);
  expect(await port.double(3)).toBe(6);
  expect(load).toHaveBeenCalledTimes(1);
});

test('has the methods that are named and nothing else', () => {
  expect(Object.keys(whenUsed(async () => doubler, ['double']))).toEqual(['double']);
});

test('tells a load that failed to each caller, and tries again at the next call', async () => {
  const load = vi.fn(async () => doubler);
  load.mockRejectedValueOnce(new Error('no such file'));
  const port = whenUsed(load, ['double']);
  const both = await Promise.allSettled([port.double(1), port.double(2)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await port.double(2)).toBe(4);
  expect(load).toHaveBeenCalledTimes(2);
});

test('keeps an adapter whose call failed', async () => {
  const load = vi.fn(async () => ({
    fail: async () => {
      throw new Error('busy');
    },
  }));
  const port = whenUsed(load, ['fail']);
  await expect(port.fail()).rejects.toThrow('busy');
  await expect(port.fail()).rejects.toThrow('busy');
  expect(load).toHaveBeenCalledTimes(1);
});
