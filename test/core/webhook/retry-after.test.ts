import { describe, expect, test } from 'vitest';
import { webhookRig } from './webhook-rig.ts';

const secondMs = 1_000;
const hourMs = 3_600_000;

/** A receiver that answers 503 and asks for a pause. */
async function busyRig(retryAfter: string, status = 503) {
  const set = webhookRig();
  await set.make();
  set.rig.answer = async () => status;
  set.rig.retryAfter = retryAfter;
  const missionId = await set.begin();
  await set.deliver([missionId]);
  return { ...set, missionId };
}

describe('a receiver that asks for a pause', () => {
  test.each([
    ['in seconds', () => '300', 300 * secondMs],
    ['until a date', (nowMs: number) => new Date(nowMs + 300 * secondMs).toUTCString(), 300 * secondMs],
    ['of days', () => '999999', 4 * hourMs],
    ['without end', () => '9'.repeat(400), 4 * hourMs],
    ['of more days by a date', (nowMs: number) => new Date(nowMs + 99 * hourMs).toUTCString(), 4 * hourMs],
  ])(
    '%s is left alone for so long, four hours at most, whatever happens meanwhile',
    async (_how, told, waitMs) => {
      const startMs = Math.ceil(webhookRig().ports.clock.nowMs() / secondMs) * secondMs;
      const { received, deliver, cancel, view, missionId, ports, rig } = await busyRig(told(startMs));
      expect(received).toHaveLength(1);
      expect((await view())?.last?.why).toBe(
        `It answered 503, and is left alone for ${waitMs / secondMs} s as it asks.`,
      );
      rig.answer = async () => 200;
      rig.retryAfter = '';
      ports.clock.advance(waitMs - 1);
      await cancel(missionId);
      await deliver([missionId]);
      await deliver();
      expect(received).toHaveLength(1);
      ports.clock.advance(1);
      await deliver();
      expect(received).toHaveLength(4);
      expect(await view()).toMatchObject({ state: 'active', dead_count: 0 });
    },
  );

  test.each(['0', 'soon', '', 'Thu, 01 Jan 1970 00:00:00 GMT', '-5'])(
    'of %j is asked as any other that fails',
    async (told) => {
      const { received, deliver, view, ports } = await busyRig(told);
      expect([received.length, (await view())?.last?.why]).toEqual([2, 'It answered 503.']);
      ports.clock.advance(30 * secondMs);
      await deliver();
      expect(received).toHaveLength(4);
    },
  );

  test('shorter than ours is asked no sooner for the same message, and the others after its pause', async () => {
    const { received, deliver, ids, missionId, ports } = await busyRig('10', 429);
    ports.clock.advance(10 * secondMs);
    await deliver();
    expect(ids()).toEqual([`${missionId}_1`, `${missionId}_2`]);
    ports.clock.advance(20 * secondMs);
    await deliver();
    expect(received).toHaveLength(3);
  });

  test('after it took a message is sent the next at once', async () => {
    const { received } = await busyRig('300', 200);
    expect(received).toHaveLength(2);
  });

  test('with 410 wants no pause but the end', async () => {
    const { received, deliver, view, ports } = await busyRig('10', 410);
    ports.clock.advance(hourMs);
    await deliver();
    expect([received.length, (await view())?.state]).toEqual([1, 'ended']);
  });
});
