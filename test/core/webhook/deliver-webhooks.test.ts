import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { removeWebhook } from '../../../core/webhook/webhooks.ts';
import { otherUserId } from '../mission/samples.ts';
import { never } from '../ports/never.ts';
import { refused, webhookRig } from './webhook-rig.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

describe('a mission’s event', () => {
  test('arrives as the socket has it, in order and once, under an id that stays and a signature that verifies', async () => {
    const { make, begin, deliver, received, ids, ports } = webhookRig();
    const { secret } = await make();
    const missionId = await begin();
    await deliver([missionId]);
    await deliver([missionId]);
    await deliver();
    expect(ids()).toEqual([`${missionId}_1`, `${missionId}_2`]);
    const events = await ports.eventLog.read(missionId, { afterSeq: 0 }, never);
    expect(received.map(({ request }) => JSON.parse(request.body ?? ''))).toEqual(events);
    const [first] = received;
    expect(first?.request.method).toBe('POST');
    const { headers = {}, body = '' } = first?.request ?? {};
    const nowMs = ports.clock.nowMs();
    expect(headers['webhook-timestamp']).toBe(String(Math.floor(nowMs / 1_000)));
    expect(headers['webhook-signature']).toBe(
      new Webhook(secret).sign(headers['webhook-id'] ?? '', new Date(nowMs), body),
    );
  });

  test('goes only where it is asked for, to webhooks of the mission’s owner that were there before it', async () => {
    const { make, begin, cancel, deliver, ids } = webhookRig();
    await make(['mission-cancelled', 'mission-shipped']);
    const theirs = await begin('1', otherUserId);
    const missionId = await begin();
    await deliver([theirs, missionId]);
    expect(ids()).toEqual([]);
    await cancel(missionId);
    await deliver([missionId]);
    expect(ids()).toEqual([`${missionId}_3`]);
  });

  test('from before its webhook, or older than a day, is not told of', async () => {
    const { make, begin, cancel, deliver, ids, ports } = webhookRig();
    const missionId = await begin();
    ports.clock.advance(1);
    await make();
    await deliver([missionId]);
    expect(ids()).toEqual([]);
    await cancel(missionId);
    ports.clock.advance(dayMs + 1);
    await deliver([missionId]);
    expect(ids()).toEqual([]);
  });

  test('of a stream that is no mission’s, or not there, wakes nobody', async () => {
    const { make, begin, deliver, received, ports } = webhookRig();
    await make();
    const missionId = await begin();
    await deliver([missionId.replaceAll('0', '5') as typeof missionId]);
    const read: typeof ports.eventLog.read = async (...given) =>
      (await ports.eventLog.read(...given)).slice(1);
    await deliver([missionId], { eventLog: { ...ports.eventLog, read } });
    expect(received).toEqual([]);
  });
});

describe('a receiver that fails', () => {
  test('is asked again after half a minute, two and eight, and is whole again once it answers', async () => {
    const { make, begin, deliver, received, rig, view, ports } = webhookRig();
    await make(['mission-requested']);
    rig.answer = async () => 500;
    const since = new Date(ports.clock.nowMs()).toISOString();
    await deliver([await begin()]);
    expect(await view()).toMatchObject({
      state: 'failing',
      failing_since: since,
      last: { is_delivered: false, status: 500, why: 'It answered 500.' },
    });
    for (const waitMs of [minuteMs / 2, 2 * minuteMs, 8 * minuteMs]) {
      const before = received.length;
      ports.clock.advance(waitMs - 1);
      await deliver();
      expect(received).toHaveLength(before);
      ports.clock.advance(1);
      await deliver();
      expect(received).toHaveLength(before + 1);
    }
    expect(await view()).toMatchObject({ failing_since: since });
    rig.answer = async () => 200;
    ports.clock.advance(32 * minuteMs);
    await deliver();
    expect(new Set(received.map(({ request }) => request.headers?.['webhook-id'])).size).toBe(1);
    expect(await view()).toMatchObject({
      state: 'active',
      failing_since: null,
      last: { is_delivered: true },
    });
  });

  test('for a day loses the message, which is shown', async () => {
    const { make, begin, deliver, received, rig, view, ports } = webhookRig();
    await make(['mission-requested']);
    rig.answer = async () => 503;
    const missionId = await begin();
    await deliver([missionId]);
    for (let hour = 0; hour < 30; hour += 1) {
      ports.clock.advance(60 * minuteMs);
      await deliver();
    }
    const tries = received.length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(12);
    expect(await view()).toMatchObject({
      dead_count: 1,
      dead: [{ message_id: `${missionId}_1`, mission_id: missionId, seq: 1, tries }],
    });
  });

  test('to be reached is tried once a run, and a message that waited a day for its turn is given up unsent', async () => {
    const { make, begin, deliver, received, rig, view, ports } = webhookRig();
    await make();
    rig.answer = refused;
    await deliver([await begin()]);
    expect(received).toHaveLength(1);
    expect(await view()).toMatchObject({
      last: { status: null, why: 'hooks.example.com is not a public address.' },
    });
    ports.clock.advance(dayMs);
    await deliver();
    expect(received).toHaveLength(1);
    expect(await view()).toMatchObject({ dead_count: 2, dead: [{ tries: 1 }, { tries: 0 }] });
  });

  test('to be reached is left alone for half a minute, whatever happens meanwhile', async () => {
    const { make, begin, cancel, deliver, received, rig, ports } = webhookRig();
    await make();
    rig.answer = refused;
    const missionId = await begin();
    await deliver([missionId]);
    await cancel(missionId);
    await deliver([missionId]);
    await deliver();
    expect(received).toHaveLength(1);
    ports.clock.advance(minuteMs / 2);
    await deliver();
    expect(received).toHaveLength(2);
  });

  test('says in words that redirects are not followed, and without words where it broke off', async () => {
    const { make, begin, deliver, rig, view, ports } = webhookRig();
    await make(['mission-requested']);
    rig.answer = async () => 302;
    await deliver([await begin()]);
    expect((await view())?.last?.why).toContain('redirects are not followed');
    rig.answer = async () => Promise.reject(new Error('secret.internal broke off'));
    ports.clock.advance(minuteMs);
    await deliver();
    expect((await view())?.last?.why).toBe('It could not be reached.');
  });

  test('with 410 gets nothing more, ever', async () => {
    const { make, begin, cancel, deliver, received, rig, view } = webhookRig();
    await make();
    rig.answer = async () => 410;
    const missionId = await begin();
    await deliver([missionId]);
    rig.answer = async () => 200;
    await cancel(missionId);
    await deliver([missionId]);
    expect(received).toHaveLength(1);
    expect((await view())?.state).toBe('ended');
  });
});

describe('a run', () => {
  test('ends by its own time: what is left waits for the next one', async () => {
    const { make, begin, deliver, received, rig, ports } = webhookRig();
    await make();
    rig.answer = async () => {
      ports.clock.advance(31_000);
      return 200;
    };
    await deliver([await begin()]);
    expect(received).toHaveLength(1);
    await deliver();
    expect(received).toHaveLength(2);
  });

  test('sends nothing more once the webhook is removed', async () => {
    const { make, begin, deliver, received, rig, ports } = webhookRig();
    const webhook = await make();
    rig.answer = async () => {
      await removeWebhook(ports)(webhook, never);
      return 200;
    };
    await deliver([await begin()]);
    await deliver();
    expect(received).toHaveLength(1);
  });

  test('that is killed while it sends leaves the message, which comes again under its id', async () => {
    const { make, begin, deliver, ids, rig, ports } = webhookRig();
    await make(['mission-requested']);
    const missionId = await begin();
    const remove: typeof ports.records.remove = async () => Promise.reject(new Error('killed'));
    const dying = deliver([missionId], { records: { ...ports.records, remove } });
    await expect(dying).rejects.toThrow('killed');
    await deliver();
    expect(ids()).toHaveLength(1);
    rig.answer = async () => 200;
    ports.clock.advance(91_000);
    await deliver();
    expect(ids()).toEqual([`${missionId}_1`, `${missionId}_1`]);
  });

  test('is the only one at its webhook, and takes what is queued meanwhile', async () => {
    const { make, begin, cancel, deliver, ids, rig } = webhookRig();
    await make(['mission-requested', 'mission-cancelled']);
    const missionId = await begin();
    rig.answer = async () => {
      rig.answer = async () => 200;
      await cancel(missionId);
      await deliver([missionId]);
      expect(ids()).toHaveLength(1);
      return 200;
    };
    await deliver([missionId]);
    expect(ids()).toEqual([`${missionId}_1`, `${missionId}_3`]);
  });

  test('stops looking again where more is queued faster than it is sent', async () => {
    const { make, begin, cancel, deliver, received, rig } = webhookRig();
    await make(['mission-requested']);
    const missions = await Promise.all(['2', '3', '4', '5', '6', '7'].map((letter) => begin(letter)));
    rig.answer = async () => {
      const next = missions.shift();
      if (next !== undefined) await deliver([next]);
      return 500;
    };
    const first = await begin();
    await deliver([first]);
    expect(received.length).toBeGreaterThan(4);
    await cancel(first);
  });

  test('for which another was first leaves the webhook to it', async () => {
    const { make, begin, deliver, received, ports } = webhookRig();
    await make();
    const missionId = await begin();
    const put: typeof ports.records.put = async (key, value, given, signal) =>
      (value as { leased_until_ms?: number }).leased_until_ms
        ? 'lost'
        : ports.records.put(key, value, given, signal);
    await deliver([missionId], { records: { ...ports.records, put } });
    expect(received).toEqual([]);
    await deliver();
    expect(received).toHaveLength(2);
  });

  test('that cannot queue for the crowd asks to be woken again, and loses nothing', async () => {
    const { make, begin, deliver, received, ports } = webhookRig();
    await make();
    const missionId = await begin();
    const put: typeof ports.records.put = async (key, value, given, signal) =>
      key.partition === 'webhooks-pending' ? 'lost' : ports.records.put(key, value, given, signal);
    const crowded = deliver([missionId], { records: { ...ports.records, put } });
    await expect(crowded).rejects.toMatchObject({ name: 'DependencyFailed', code: 'webhook_busy' });
    await deliver([missionId]);
    expect(received).toHaveLength(2);
  });

  test('serves every webhook though one of them fails, and then fails', async () => {
    const { make, begin, deliver, received, rig, ports } = webhookRig();
    const [one, two] = [await make(), await make()];
    rig.answer = async () => 500;
    await deliver([await begin()]);
    ports.clock.advance(minuteMs);
    const list: typeof ports.records.list = async (partition, ...rest) =>
      partition === `webhook-queue#${one.webhook_id}`
        ? Promise.reject(new Error('the table is away'))
        : ports.records.list(partition, ...rest);
    received.length = 0;
    await expect(deliver([], { records: { ...ports.records, list } })).rejects.toThrow('the table is away');
    expect(received).toHaveLength(2);
    expect(two.webhook_id).not.toBe(one.webhook_id);
  });

  test('goes through queues of any length', async () => {
    const { make, begin, deliver, received, rig, ports } = webhookRig();
    const { webhook_id } = await make();
    const missionId = await begin();
    rig.answer = async () => 500;
    await deliver([missionId]);
    for (let seq = 3; seq < 205; seq += 1)
      await ports.records.put(
        { partition: `webhook-queue#${webhook_id}`, sort: `${missionId}#${String(seq).padStart(9, '0')}` },
        { mission_id: missionId, seq, queued_at_ms: ports.clock.nowMs(), tries: 0, due_at_ms: 0 },
        { condition: { kind: 'any' } },
        never,
      );
    received.length = 0;
    rig.answer = async () => 200;
    const read: typeof ports.eventLog.read = (stream, _range, signal) =>
      ports.eventLog.read(stream, { afterSeq: 0, limit: 1 }, signal);
    await deliver([], { eventLog: { ...ports.eventLog, read } });
    expect(received).toHaveLength(202);
  });
});
