import { describe, expect, test } from 'vitest';
import { queueEvents } from '../../../core/webhook/queue-events.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { never } from '../ports/never.ts';
import { webhookRig } from './webhook-rig.ts';

/** Two events, and how often a run that may be too late notes what it has seen: `meanwhile` comes first each time. */
async function raced(meanwhile: readonly (number | 'again')[]) {
  const { make, begin, ports } = webhookRig();
  const webhook = await make();
  const missionId: MissionId = await begin();
  const turns = [...meanwhile];
  const put: typeof ports.records.put = async (key, value, options, signal) => {
    const turn = key.partition.startsWith('webhook-seen#') ? turns.shift() : undefined;
    if (turn === undefined) return ports.records.put(key, value, options, signal);
    if (turn !== 'again') await ports.records.put(key, { seq: turn }, { condition: { kind: 'any' } }, never);
    return 'lost';
  };
  const wokenWith = await queueEvents({ ...ports, records: { ...ports.records, put } })(missionId, never);
  expect(wokenWith).toEqual([webhook]);
  return async () => (await queueEvents(ports)(missionId, never)).length;
}

describe('what others have queued of a mission', () => {
  test.each([
    ['less', [1]],
    ['as much', [2]],
    ['more', [3]],
  ])('is not queued again where they saw %s', async (_much, meanwhile) => {
    const again = await raced(meanwhile);
    expect(await again()).toBe(0);
  });

  test('comes again rather than being lost where the crowd is too great', async () => {
    const again = await raced(Array.from({ length: 10 }, () => 'again' as const));
    expect(await again()).toBe(1);
    expect(await again()).toBe(0);
  });
});
