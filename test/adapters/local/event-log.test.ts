import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../../adapters/local/database.ts';
import { type AppendListener, createEventLog } from '../../../adapters/local/event-log.ts';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import type { StreamId } from '../../../core/wire/ids.ts';
import { testEventLog } from '../../contract/event-log.ts';
import { temporaryHome } from './temporary-home.ts';

const never = new AbortController().signal;
const home = temporaryHome();
const database = openDatabase(home);

testEventLog('local', () => createEventLog({ database }));

const streamOf = (letter: string): StreamId => `msn_${letter.repeat(26)}` as StreamId;
const eventOf = (stream: StreamId, seq: number): ChainedEvent => ({
  type: 'status',
  event: 'mission-requested',
  mission_id: stream,
  seq,
  at: '2026-01-02T03:04:05.678Z',
  actor: 'gantry',
  status: 'QUEUED',
  message: 'Accepted.',
  data: {},
  prev_sha256: '0'.repeat(64),
  sha256: 'b'.repeat(64),
});

test('the table refuses to change, remove or replace an event, whoever asks', async () => {
  const stream = streamOf('k');
  const log = createEventLog({ database });
  await log.append(stream, eventOf(stream, 1), never);
  expect(() => database.exec("update events set body = '{}'")).toThrow('insert-only');
  expect(() => database.exec('delete from events')).toThrow('insert-only');
  database
    .prepare(
      "insert or replace into events (stream, sort, seq, kind, body) values (?, 'e#0000000001', 1, 'event', '{}')",
    )
    .run(stream);
  expect(await log.read(stream, { afterSeq: 0 }, never)).toEqual([eventOf(stream, 1)]);
});

test('a second connection sees each event once its append has answered', async () => {
  const stream = streamOf('m');
  await createEventLog({ database }).append(stream, eventOf(stream, 1), never);
  const other = openDatabase(home);
  expect(await createEventLog({ database: other }).read(stream, { afterSeq: 0 }, never)).toHaveLength(1);
  other.close();
});

test('wakes its listener for each event and each join, after the commit and never for a taken seq', async () => {
  const stream = streamOf('n');
  const reader = createEventLog({ database });
  const seen: unknown[] = [];
  const onAppended: AppendListener = async (woken, record) => {
    seen.push([woken, record, (await reader.read(woken, { afterSeq: 0 }, never)).length]);
  };
  const log = createEventLog({ database, onAppended });
  await log.join(stream, 'connection-1', never);
  await log.append(stream, eventOf(stream, 1), never);
  await log.append(stream, eventOf(stream, 1), never);
  await vi.waitFor(() => expect(seen).toHaveLength(2));
  expect(seen).toEqual([
    [stream, { kind: 'join', connectionId: 'connection-1' }, expect.any(Number)],
    [stream, { kind: 'event', seq: 1 }, 1],
  ]);
});

test.each([
  () => {
    throw new Error('listener');
  },
  () => Promise.reject(new Error('listener')),
] satisfies AppendListener[])(
  'keeps a failing listener away from the appender and tells of it',
  async (onAppended) => {
    const stream = `msn_${Math.random().toString(32).slice(2).padEnd(26, '0').slice(0, 26)}` as StreamId;
    const onListenerFailed = vi.fn();
    const log = createEventLog({ database, onAppended, onListenerFailed });
    expect(await log.append(stream, eventOf(stream, 1), never)).toBe('appended');
    await vi.waitFor(() => expect(onListenerFailed).toHaveBeenCalledOnce());
  },
);
