import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { dynamoEventLog } from '../../../adapters/aws/event-log.ts';
import { s3ObjectStore } from '../../../adapters/aws/object-store.ts';
import { dynamoRecordStore } from '../../../adapters/aws/record-store.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import type { StreamId } from '../../../core/wire/ids.ts';
import { describeWithEmulator, emulatorName } from './emulator.ts';
import { type LosingProxy, startLosingProxy } from './losing-proxy.ts';
import { makeTable } from './make-table.ts';

const never = new AbortController().signal;
const stream = `msn_${'0'.repeat(26)}` as StreamId;
const absent = { condition: { kind: 'absent' } } as const;

const event = (message: string, sha256: string): ChainedEvent => ({
  type: 'status',
  event: 'mission-requested',
  mission_id: stream as ChainedEvent['mission_id'],
  seq: 1,
  at: '2026-01-02T03:04:05.678Z',
  actor: 'gantry',
  status: 'QUEUED',
  message,
  data: {},
  prev_sha256: '0'.repeat(64),
  sha256: sha256.repeat(64),
});

describeWithEmulator(`a write whose answer is lost on the way, against ${emulatorName}`, (aws) => {
  let proxy: LosingProxy;

  beforeAll(async () => {
    await makeTable(aws.connection, 'missions', ['mission_id', 'seq']);
    await makeTable(aws.connection, 'access');
    await new S3Client(aws.connection).send(new CreateBucketCommand({ Bucket: 'gantry-objects' }));
    proxy = await startLosingProxy(aws.connection.endpoint);
  });
  afterAll(() => proxy?.close());

  const connection = () => ({ ...aws.connection, endpoint: proxy.endpoint });

  test('an append is appended, once; a rival that lost an answer too is still told taken', async () => {
    const log = dynamoEventLog({ tableName: 'missions', ...connection() });
    proxy.loseNext('first-event');
    expect(await log.append(stream, event('first-event', 'a'), never)).toBe('appended');
    proxy.loseNext('second-event');
    expect(await log.append(stream, event('second-event', 'b'), never)).toBe('taken');
    expect(await log.read(stream, { afterSeq: 0 }, never)).toEqual([event('first-event', 'a')]);
    expect(proxy.lost).toBeGreaterThanOrEqual(2);
  });

  test('a conditional put of a record is told with its revision, and the revision stands', async () => {
    const store = dynamoRecordStore({ tableName: 'access', clock: systemClock, ...connection() });
    const key = { partition: 'p', sort: 's' };
    proxy.loseNext('first-record');
    const written = await store.put(key, 'first-record', absent, never);
    expect(await store.get(key, z.string(), never)).toMatchObject(written as object);
    proxy.loseNext('second-record');
    expect(await store.put(key, 'second-record', absent, never)).toBe('lost');
  });

  test("a first put of an object is stored, and another one's is still exists", async () => {
    const store = s3ObjectStore({ bucket: 'gantry-objects', ...connection() });
    const before = proxy.lost;
    proxy.loseNext('PUT');
    expect(await store.put('a/b', Buffer.from('first'), { ifAbsent: true }, never)).toBe('stored');
    proxy.loseNext('PUT');
    expect(await store.put('a/b', Buffer.from('other'), { ifAbsent: true }, never)).toBe('exists');
    expect(proxy.lost - before).toBe(2);
  });
});
