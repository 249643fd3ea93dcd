import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { dynamoRecordStore } from '../../../adapters/aws/record-store.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { testRecordStore } from '../../contract/record-store.ts';
import { describeWithEmulator, emulatorName, useTestIdentity } from './emulator.ts';
import { type Connection, makeTable } from './make-table.ts';

const tableName = 'access';
const never = new AbortController().signal;
const schema = z.strictObject({ text: z.string() });
const anything = { condition: { kind: 'any' } } as const;

useTestIdentity();
const server = dynalite({ createTableMs: 0 });
let local: Connection;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  local = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
  };
  await makeTable(local, tableName);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const open = (connection: Connection) => dynamoRecordStore({ tableName, clock: systemClock, ...connection });

testRecordStore('aws, dynalite', () => open(local));

test('lists page after page when DynamoDB ends them at 1 MB', async () => {
  const store = open(local);
  const text = 'x'.repeat(200_000);
  for (let index = 10; index < 30; index++)
    await store.put({ partition: 'pages', sort: `s#${index}` }, { text }, anything, never);
  expect(await store.list('pages', { limit: 50 }, schema, never)).toHaveLength(20);
});

test('answers a cursor beyond the prefix with nothing, in both directions', async () => {
  const store = open(local);
  await store.put({ partition: 'ends', sort: 'b#1' }, { text: 'b' }, anything, never);
  expect(await store.list('ends', { prefix: 'b', cursor: 'c', limit: 5 }, schema, never)).toEqual([]);
  const before = { prefix: 'b', cursor: 'a', limit: 5, descending: true };
  expect(await store.list('ends', before, schema, never)).toEqual([]);
});

test('expires by its clock, and tells DynamoDB when to sweep in whole seconds', async () => {
  let nowMs = 1_000;
  const store = dynamoRecordStore({ tableName, clock: { nowMs: () => nowMs }, ...local });
  const key = { partition: 'clock', sort: 's' };
  await store.put(key, { text: 'v' }, { ...anything, expiresAtMs: 2_500 }, never);
  nowMs = 2_499;
  expect((await store.get(key, schema, never))?.value).toEqual({ text: 'v' });
  nowMs = 2_500;
  expect(await store.get(key, schema, never)).toBeUndefined();
  const { Item: item } = await new DynamoDBClient(local).send(
    new GetItemCommand({ TableName: tableName, Key: { pk: { S: 'clock' }, sk: { S: 's' } } }),
  );
  expect(item?.expires_at).toEqual({ N: '3' });
});

test('writes nothing for a caller that has given up', async () => {
  const store = open(local);
  const key = { partition: 'late', sort: 's' };
  await expect(store.put(key, { text: 'v' }, anything, AbortSignal.abort())).rejects.toThrow();
  expect(await store.get(key, schema, never)).toBeUndefined();
});

describeWithEmulator(`DynamoDB by ${emulatorName}`, (aws) => {
  beforeAll(() => makeTable(aws.connection, tableName));
  testRecordStore('aws', () => open(aws.connection));
});
