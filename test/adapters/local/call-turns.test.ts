import { expect, it } from 'vitest';
import { createCallTurns } from '../../../adapters/local/app-host/call-turns.ts';

const settled = async (promise: Promise<boolean>): Promise<boolean | 'waits'> =>
  Promise.race([promise, new Promise<'waits'>((resolve) => setImmediate(() => resolve('waits')))]);

it('lets two calls of an app run, and the next when one of them leaves, in the order they came', async () => {
  const turns = createCallTurns();
  expect(await Promise.all([turns.take('a'), turns.take('a')])).toEqual([true, true]);
  const third = turns.take('a');
  const fourth = turns.take('a');
  expect(await settled(third)).toBe('waits');
  expect(await turns.take('b')).toBe(true);
  turns.leave('a');
  expect([await settled(third), await settled(fourth)]).toEqual([true, 'waits']);
  turns.leave('a');
  expect(await fourth).toBe(true);
});

it('gives up where the turn does not come in time, and lets nobody else wait for it', async () => {
  const turns = createCallTurns({ patienceMs: 1 });
  await Promise.all([turns.take('a'), turns.take('a')]);
  expect(await turns.take('a')).toBe(false);
  turns.leave('a');
  expect(await turns.take('a')).toBe(true);
});

it('lets twenty calls of an app wait and turns away the others at once', async () => {
  const turns = createCallTurns();
  const asked = Array.from({ length: 23 }, () => turns.take('a'));
  expect(await asked[22]).toBe(false);
  expect(await settled(asked[21] ?? Promise.resolve(false))).toBe('waits');
  for (let leaving = 0; leaving < 22; leaving += 1) turns.leave('a');
  expect(await Promise.all(asked)).toEqual([...Array.from({ length: 22 }, () => true), false]);
});
