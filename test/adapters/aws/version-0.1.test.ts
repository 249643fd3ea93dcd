import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamoEventLog } from '../../../adapters/aws/event-log.ts';
import { dynamoRecordStore } from '../../../adapters/aws/record-store.ts';
import { listSpends } from '../../../core/budget/spend-records.ts';
import { conversationRecordSchema } from '../../../core/chat/conversations.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import { listPods } from '../../../core/pod/pod-records.ts';
import { eventsOf, missions, openedAtMs, owner, readFixture } from '../../fixtures/version-0.1.ts';
import { useTestIdentity } from './emulator.ts';
import { type Connection, makeTable } from './make-table.ts';

/** The items that version 0.1's adapters put into its two tables for some of that home's missions. */
const tables = JSON.parse(readFixture('table.json')) as Record<
  'missions' | 'access',
  Record<string, AttributeValue>[]
>;
const never = new AbortController().signal;
const told = ['habitTracker', 'chess', 'cancelled', 'building', 'queued'] as const;

useTestIdentity();
const server = dynalite({ createTableMs: 0 });
let connection: Connection;

async function fill(tableName: keyof typeof tables, keys?: readonly [string, string]): Promise<void> {
  const client = new DynamoDBClient(connection);
  await makeTable(connection, tableName, keys);
  await Promise.all(
    tables[tableName].map((item) => client.send(new PutItemCommand({ TableName: tableName, Item: item }))),
  );
}

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  connection = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
  };
  await fill('missions', ['mission_id', 'seq']);
  await fill('access');
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each(told)('the items of %s are the events that the local log has, without the joins', async (name) => {
  const eventLog = dynamoEventLog({ tableName: 'missions', ...connection });
  const events = eventsOf(missions[name]);
  expect(await eventLog.read(missions[name], { afterSeq: 0 }, never)).toEqual(events);
  expect(await eventLog.last(missions[name], never)).toEqual(events.at(-1));
});

test('the items fold into their missions', async () => {
  const eventLog = dynamoEventLog({ tableName: 'missions', ...connection });
  const statuses = told.map(async (name) => {
    const { status } = await readMission({ eventLog })(missions[name], { signal: never });
    return [name, status];
  });
  expect(await Promise.all(statuses)).toEqual([
    ['habitTracker', 'DEPLOYED'],
    ['chess', 'FAILED'],
    ['cancelled', 'CANCELLED'],
    ['building', 'BUILDING'],
    ['queued', 'QUEUED'],
  ]);
});

test('the access table gives its conversations, spending and pods', async () => {
  const clock = { nowMs: () => openedAtMs };
  const records = dynamoRecordStore({ tableName: 'access', clock, ...connection });
  const range = { limit: 10 };
  const found = await records.list(`conversations#${owner}`, range, conversationRecordSchema, never);
  expect(found.map(({ value }) => [value.plan?.title, value.mission_id])).toEqual([
    ['Task board', null],
    [undefined, missions.landingPage],
  ]);
  const spends = await listSpends({ records })(missions.outOfBudget, never);
  expect(spends.map((spend) => spend.spent_micro_usd)).toEqual([0, 76_200, 0]);
  const [stored] = await listPods({ records })(missions.building, never);
  expect(stored?.pod.state).toBe('building');
});
