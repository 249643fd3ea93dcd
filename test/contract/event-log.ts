import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { EventLog } from '../../core/ports/event-log.ts';
import type { ChainedEvent } from '../../core/wire/event.ts';
import type { StreamId } from '../../core/wire/ids.ts';

const never = new AbortController().signal;

const newStream = (): StreamId => `msn_${randomUUID().replaceAll('-', '').slice(0, 26)}` as StreamId;

const eventOf = (stream: StreamId, seq: number, message = `Event ${seq}`): ChainedEvent => ({
  type: 'status',
  event: 'draft-stored',
  mission_id: stream,
  seq,
  at: '2026-01-02T03:04:05.678Z',
  actor: 'gantry',
  status: 'VALIDATING',
  message,
  data: {
    files: [{ path: 'src/é ☃.js', nested: { deep: [1, 2.5, null, true, ''] } }],
    text: 'line\nline\u2028 "quoted" \\',
  },
  prev_sha256: '0'.repeat(64),
  sha256: 'a'.repeat(64),
});

/** What every event log guarantees. Streams are made up afresh, so that one table may serve all tests. */
export function testEventLog(name: string, make: () => EventLog | Promise<EventLog>): void {
  describe(`event log: ${name}`, () => {
    test('gives back each event as it was appended', async () => {
      const log = await make();
      const stream = newStream();
      expect(await log.append(stream, eventOf(stream, 1), never)).toBe('appended');
      expect(await log.read(stream, { afterSeq: 0 }, never)).toEqual([eventOf(stream, 1)]);
    });

    test('reads an unknown stream as empty', async () => {
      expect(await (await make()).read(newStream(), { afterSeq: 0 }, never)).toEqual([]);
    });

    test('keeps the first event of a seq and answers the second appender with taken', async () => {
      const log = await make();
      const stream = newStream();
      await log.append(stream, eventOf(stream, 1, 'first'), never);
      expect(await log.append(stream, eventOf(stream, 1, 'second'), never)).toBe('taken');
      const [event] = await log.read(stream, { afterSeq: 0 }, never);
      expect(event?.message).toBe('first');
    });

    test('finds the last event of a stream, and none of an empty one', async () => {
      const log = await make();
      const stream = newStream();
      expect(await log.last(stream, never)).toBeUndefined();
      await log.join(stream, 'connection-1', never);
      expect(await log.last(stream, never)).toBeUndefined();
      for (let seq = 1; seq <= 11; seq += 1) await log.append(stream, eventOf(stream, seq), never);
      expect(await log.last(stream, never)).toEqual(eventOf(stream, 11));
    });

    test('lets exactly one of many appenders have a seq', async () => {
      const log = await make();
      const stream = newStream();
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, rival) =>
          log.append(stream, eventOf(stream, 1, `rival ${rival}`), never),
        ),
      );
      expect(answers.filter((answer) => answer === 'appended')).toHaveLength(1);
      expect(await log.read(stream, { afterSeq: 0 }, never)).toHaveLength(1);
    });

    test('reads in order of seq, past ten and past a hundred, after the seq asked for', async () => {
      const log = await make();
      const stream = newStream();
      for (let seq = 1; seq <= 120; seq++) await log.append(stream, eventOf(stream, seq), never);
      const seqs = (await log.read(stream, { afterSeq: 8 }, never)).map((event) => event.seq);
      expect(seqs).toEqual(Array.from({ length: 112 }, (_, index) => index + 9));
    });

    test('reads no more than the limit, and nothing after the head', async () => {
      const log = await make();
      const stream = newStream();
      for (let seq = 1; seq <= 5; seq++) await log.append(stream, eventOf(stream, seq), never);
      const seqs = (await log.read(stream, { afterSeq: 1, limit: 2 }, never)).map((event) => event.seq);
      expect(seqs).toEqual([2, 3]);
      expect(await log.read(stream, { afterSeq: 5 }, never)).toEqual([]);
    });

    test('keeps streams apart', async () => {
      const log = await make();
      const [one, other] = [newStream(), newStream()];
      await log.append(one, eventOf(one, 1), never);
      expect(await log.append(other, eventOf(other, 1), never)).toBe('appended');
      expect(await log.read(other, { afterSeq: 0 }, never)).toEqual([eventOf(other, 1)]);
    });

    test('takes joins, one connection twice included, without showing them among the events', async () => {
      const log = await make();
      const stream = newStream();
      await log.join(stream, 'connection-1', never);
      await log.append(stream, eventOf(stream, 1), never);
      await log.join(stream, 'connection-1', never);
      await log.join(stream, 'connection=2', never);
      expect(await log.read(stream, { afterSeq: 0 }, never)).toEqual([eventOf(stream, 1)]);
    });

    test('appends nothing for a caller that has given up', async () => {
      const log = await make();
      const stream = newStream();
      await expect(log.append(stream, eventOf(stream, 1), AbortSignal.abort())).rejects.toThrow();
      expect(await log.read(stream, { afterSeq: 0 }, never)).toEqual([]);
    });
  });
}
