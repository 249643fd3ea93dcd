import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { dynamoEventLog } from '../../../adapters/aws/event-log.ts';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import type { StreamId } from '../../../core/wire/ids.ts';
import { callService, describeWithEmulator, emulatorName } from './emulator.ts';
import { makeTable } from './make-table.ts';

const tableName = 'missions';
const never = new AbortController().signal;
const stream = `msn_${'0'.repeat(26)}` as StreamId;
const event: ChainedEvent = {
  type: 'status',
  event: 'mission-requested',
  mission_id: stream as never,
  seq: 1,
  at: '2026-01-02T03:04:05.678Z',
  actor: 'gantry',
  status: 'QUEUED',
  message: 'Accepted.',
  data: {},
  prev_sha256: '0'.repeat(64),
  sha256: 'b'.repeat(64),
};

const streamSchema = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })).min(1) }),
});
const iteratorSchema = z.object({ ShardIterator: z.string() });
const keysSchema = z.object({ mission_id: z.object({ S: z.string() }), seq: z.object({ S: z.string() }) });
const recordsSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({ Keys: keysSchema, NewImage: z.record(z.string(), z.unknown()) }),
    }),
  ),
});

/** The log inserts by PartiQL with the table's name in quotes, of which LocalStack's default provider of DynamoDB writes no record. */
describeWithEmulator(`A stream of DynamoDB by ${emulatorName}`, (aws) => {
  const ask = async (operation: string, input: object): Promise<unknown> => {
    const target = `DynamoDBStreams_20120810.${operation}`;
    return JSON.parse(
      await callService(`${aws.connection.endpoint}/`, 'dynamodb', JSON.stringify(input), target),
    );
  };

  test('holds a record of each event that the log appends, with what rules ask for', async () => {
    await makeTable(aws.connection, tableName, ['mission_id', 'seq']);
    const made = await new DynamoDBClient(aws.connection).send(
      new UpdateTableCommand({
        TableName: tableName,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    );
    const arn = made.TableDescription?.LatestStreamArn;
    const log = dynamoEventLog({ tableName, ...aws.connection });
    await log.append(stream, event, never);
    await log.join(stream, 'connection-1=', never);

    const described = streamSchema.parse(await ask('DescribeStream', { StreamArn: arn }));
    const { ShardId: shard } = described.StreamDescription.Shards[0] ?? {};
    const whence = { StreamArn: arn, ShardId: shard, ShardIteratorType: 'TRIM_HORIZON' };
    const start = iteratorSchema.parse(await ask('GetShardIterator', whence)).ShardIterator;
    await vi.waitFor(async () => {
      const { Records: records } = recordsSchema.parse(await ask('GetRecords', { ShardIterator: start }));
      expect(records.map(({ eventName, dynamodb: { Keys: keys } }) => [eventName, keys.seq.S])).toEqual([
        ['INSERT', 'e#0000000001'],
        ['INSERT', expect.stringMatching(/^j#connection-1=#/)],
      ]);
      expect(records[0]?.dynamodb.NewImage).toHaveProperty('event', { S: 'mission-requested' });
    }, 10_000);
  });
});
