import { expect, test, vi } from 'vitest';
import type { WokenMission } from '../../core/wire/stream-event.ts';
import { eachWoken } from '../../functions/_onion/each-woken.ts';

const { signal } = new AbortController();
const mission = (digit: string, from?: string): WokenMission =>
  ({ missionId: `msn_${digit.repeat(26)}`, ...(from !== undefined && { from }) }) as WokenMission;

test('a mission that could not be served comes again, and the others of its batch are served', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue(undefined);
  const served: unknown[] = [];
  const serve = eachWoken(async ({ missionId }) => {
    if (missionId.endsWith('2')) throw new Error('busy');
    served.push(missionId);
  });
  const batch = [mission('1', '101'), mission('2', '102'), mission('3', '103')];
  expect(await serve(batch, { signal })).toEqual({ batchItemFailures: [{ itemIdentifier: '102' }] });
  expect(served).toEqual([mission('1').missionId, mission('3').missionId]);
  // What comes again is on record: with a mission, and once.
  expect(told.mock.calls).toEqual([[expect.stringContaining(mission('2').missionId)]]);
  told.mockRestore();
});

test('a batch that was served whole has nothing to come again', async () => {
  const serve = eachWoken(async () => undefined);
  expect(await serve([mission('1', '101')], { signal })).toEqual({ batchItemFailures: [] });
});

test('without a stream the error is whoever woke it’s, with its name', async () => {
  const busy = Object.assign(new Error('busy'), { name: 'DependencyFailed' });
  const serve = eachWoken(async () => Promise.reject(busy));
  await expect(serve([mission('1')], { signal })).rejects.toBe(busy);
});
