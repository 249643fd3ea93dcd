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

describe('of a long log', () => {
  /** A mission of as many events as are asked for, and how many of them each run reads. */
  async function longLog(events: string[]) {
    const { make, begin, ports } = webhookRig();
    const missionId = await begin();
    const [first] = await ports.eventLog.read(missionId, { afterSeq: 0, limit: 1 }, never);
    if (first === undefined) throw new Error('a mission has a first event');
    const webhook = await make(events);
    let length = 1;
    const log = () => Array.from({ length }, (_, at) => ({ ...first, seq: at + 1 }));
    let readEvents = 0;
    const read: typeof ports.eventLog.read = async (_stream, { afterSeq, limit }) => {
      const found = log().slice(afterSeq, limit === undefined ? undefined : afterSeq + limit);
      if (limit === undefined) readEvents += found.length;
      return found;
    };
    const grow = async (to: number) => {
      const seqs: number[] = [];
      const put: typeof ports.records.put = async (key, value, options, signal) => {
        if (key.partition.startsWith('webhook-queue#')) seqs.push((value as { seq: number }).seq);
        return ports.records.put(key, value, options, signal);
      };
      length = to;
      readEvents = 0;
      const deps = { ...ports, eventLog: { ...ports.eventLog, read }, records: { ...ports.records, put } };
      const filled = await queueEvents(deps)(missionId, never);
      return { filled: filled.length, seqs, readEvents };
    };
    return { grow, make, webhook };
  }

  test('only what is new is read, and each event is queued once', async () => {
    const { grow } = await longLog(['*']);
    expect((await grow(500)).seqs).toHaveLength(500);
    expect(await grow(501)).toEqual({ filled: 1, seqs: [501], readEvents: 1 });
    expect(await grow(503)).toEqual({ filled: 1, seqs: [502, 503], readEvents: 2 });
    expect(await grow(503)).toEqual({ filled: 0, seqs: [], readEvents: 0 });
  });

  test('what nobody wants is read a few times and no more, and what comes after it is not missed', async () => {
    const { grow, make } = await longLog(['mission-shipped']);
    expect(await grow(500)).toEqual({ filled: 0, seqs: [], readEvents: 500 });
    let most = 0;
    for (let length = 501; length <= 600; length += 1) {
      const { filled, readEvents } = await grow(length);
      most = Math.max(most, readEvents);
      expect(filled).toBe(0);
    }
    expect(most).toBe(16);
    await make(['mission-requested']);
    expect(await grow(601)).toMatchObject({ filled: 1, readEvents: 601 });
    expect(await grow(602)).toMatchObject({ filled: 1, seqs: [602] });
  });
});
