import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { dynamoEventLog } from '../../../adapters/aws/event-log.ts';
import type { StreamId } from '../../../core/wire/ids.ts';
import { testEventLog } from '../../contract/event-log.ts';
import { describeWithEmulator, emulatorName } from './emulator.ts';
import { makeTable } from './make-table.ts';

const tableName = 'missions';
const never = new AbortController().signal;
const stream = `msn_${'0'.repeat(26)}` as StreamId;

describeWithEmulator(`DynamoDB by ${emulatorName}`, (aws) => {
  beforeAll(async () => {
    await makeTable(aws.connection, tableName, ['mission_id', 'seq']);
  });

  testEventLog('aws', () => dynamoEventLog({ tableName, ...aws.connection }));

  test('reads on over pages of 1 MB', async () => {
    const log = dynamoEventLog({ tableName, ...aws.connection });
    for (let seq = 1; seq <= 12; seq++) {
      const message = 'x'.repeat(200_000);
      await log.append(stream, { ...event(seq), message }, never);
    }
    const events = await log.read(stream, { afterSeq: 0 }, never);
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  test('answers a seq that no log reaches with nothing', async () => {
    const log = dynamoEventLog({ tableName, ...aws.connection });
    expect(await log.read(stream, { afterSeq: 99_999_999_999 }, never)).toEqual([]);
    expect(await log.read(stream, { afterSeq: 0, limit: 0 }, never)).toEqual([]);
  });

  test('keeps every join as an item of its own under j#, so that each one wakes', async () => {
    const log = dynamoEventLog({ tableName, ...aws.connection });
    const own = `msn_${'1'.repeat(26)}` as StreamId;
    await log.join(own, 'connection-1=', never);
    await log.join(own, 'connection-1=', never);
    const { Items: items = [] } = await new DynamoDBClient(aws.connection).send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'mission_id = :own',
        ExpressionAttributeValues: { ':own': { S: own } },
      }),
    );
    const joins = items.map((item) => item.seq?.S);
    expect(joins).toHaveLength(2);
    for (const sort of joins) expect(sort).toMatch(/^j#connection-1=#/);
  });

  test('tells a table that is not there as a refusal, without the account in its words', async () => {
    const log = dynamoEventLog({ tableName: 'elsewhere', ...aws.connection });
    const read = log.read(stream, { afterSeq: 0 }, never);
    await expect(read).rejects.toMatchObject({ name: 'DependencyRefused', code: 'aws_refused' });
  });
});

const event = (seq: number) => ({
  type: 'status' as const,
  event: 'mission-requested',
  mission_id: stream as never,
  seq,
  at: '2026-01-02T03:04:05.678Z',
  actor: 'gantry',
  status: 'QUEUED',
  message: 'Accepted.',
  data: {},
  prev_sha256: '0'.repeat(64),
  sha256: 'b'.repeat(64),
});
