import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../core/ports/clock.ts';
import type { RecordKey, RecordStore, WriteCondition } from '../../core/ports/record-store.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault, isNamed } from './fault.ts';
import {
  isAlive,
  itemKey,
  itemOf,
  type RecordItem,
  recordOf,
  removeGuard,
  writeGuard,
} from './record-store/item.ts';
import { listItems } from './record-store/list-items.ts';

export interface DynamoRecordStoreConfig extends AwsConnection {
  /** Keys `pk` and `sk`, both strings; time to live on `expires_at`. */
  readonly tableName: string;
  readonly clock: Clock;
}

type Expires = { readonly expiresAtMs?: number };
type PutOptions = { readonly condition: WriteCondition } & Expires;
type Written = Awaited<ReturnType<RecordStore['put']>>;

const service = 'Amazon DynamoDB';

/**
 * The record store on DynamoDB: every write is one item under a condition on its revision. What has expired counts as absent from that
 * moment on, days before DynamoDB's own sweep may remove it. A record holds at most 400 KB.
 */
export function dynamoRecordStore({ tableName, clock, ...connection }: DynamoRecordStoreConfig): RecordStore {
  const client = new DynamoDBClient(clientSettings(connection));
  const now = (): number => clock.nowMs();
  return {
    async get(key, schema, signal) {
      signal.throwIfAborted();
      const item = await getItem(client, tableName, key, signal);
      return item !== undefined && isAlive(item, now()) ? recordOf(item, schema) : undefined;
    },
    put: (key, value, options, signal) =>
      putItem(client, { tableName, key, value, options, nowMs: now() }, signal),
    remove: (key, condition, signal) =>
      removeItem(client, { tableName, key, condition, nowMs: now() }, signal),
    async list(partition, range, schema, signal) {
      signal.throwIfAborted();
      try {
        const items = await listItems({ client, tableName, nowMs: now() }, partition, range, signal);
        return items.map((item) => recordOf(item, schema));
      } catch (error) {
        throw isNamed(error, 'ZodError') ? error : awsFault(service, error, signal);
      }
    },
  };
}

async function getItem(
  client: DynamoDBClient,
  tableName: string,
  key: RecordKey,
  signal: AbortSignal,
): Promise<RecordItem | undefined> {
  const command = new GetItemCommand({ TableName: tableName, Key: itemKey(key), ConsistentRead: true });
  try {
    return (await client.send(command, { abortSignal: signal })).Item;
  } catch (error) {
    throw awsFault(service, error, signal);
  }
}

interface Put {
  readonly tableName: string;
  readonly key: RecordKey;
  readonly value: unknown;
  readonly options: PutOptions;
  readonly nowMs: number;
}

async function putItem(
  client: DynamoDBClient,
  { tableName, key, value, options, nowMs }: Put,
  signal: AbortSignal,
): Promise<Written> {
  signal.throwIfAborted();
  // Random, not counted: a record removed and made again must not come back with a revision that somebody still holds.
  const revision = randomUUID();
  const command = new PutItemCommand({
    TableName: tableName,
    Item: itemOf(key, { json: JSON.stringify(value), revision, expiresAtMs: options.expiresAtMs }),
    ...writeGuard(options.condition, nowMs),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await client.send(command, { abortSignal: signal });
    return { revision };
  } catch (error) {
    if (!isNamed(error, 'ConditionalCheckFailedException')) throw awsFault(service, error, signal);
    // A retry of the SDK may find what its first try wrote, when the answer to that one was lost.
    const { Item: holder } = error as { Item?: RecordItem };
    return holder?.revision?.S === revision ? { revision } : 'lost';
  }
}

interface Removal {
  readonly tableName: string;
  readonly key: RecordKey;
  readonly condition: Parameters<RecordStore['remove']>[1];
  readonly nowMs: number;
}

/** After a lost answer this says false of what it removed itself: a ticket is then refused once too often, never taken twice. */
async function removeItem(
  client: DynamoDBClient,
  { tableName, key, condition, nowMs }: Removal,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted();
  const guard = removeGuard(condition, nowMs);
  try {
    const command = new DeleteItemCommand({ TableName: tableName, Key: itemKey(key), ...guard });
    await client.send(command, { abortSignal: signal });
    return true;
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailedException')) return false;
    throw awsFault(service, error, signal);
  }
}
