import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DependencyFailed } from '../../core/errors.ts';
import type { CellRate } from '../../core/limit/cell-rate.ts';
import { cellRate, refused, taken } from '../../core/limit/cell-rate.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { RateLimiter } from '../../core/ports/rate-limiter.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault, isNamed } from './fault.ts';

export interface DynamoRateLimiterConfig extends AwsConnection {
  /** The table of the record store; buckets are rows of their own. */
  readonly tableName: string;
  readonly clock: Clock;
}

type Item = Record<string, AttributeValue>;

interface Bucket {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly key: Item;
  readonly cell: CellRate;
  readonly nowUs: number;
  readonly signal: AbortSignal;
}

const service = 'Amazon DynamoDB';
/** Each turn that is lost is one that another taker won, who moved the bucket forward; more than this is no bucket but a fault. */
const maxTurns = 4;

/**
 * Buckets on DynamoDB. Conditions know no arithmetic, so GCRA is two conditional updates of one timestamp: one for a bucket that has filled
 * up, one for a bucket with room; the first one's refusal tells which. An update whose answer is lost counts twice, never not at all.
 */
export function dynamoRateLimiter({ tableName, clock, ...connection }: DynamoRateLimiterConfig): RateLimiter {
  const client = new DynamoDBClient(clientSettings(connection));
  return {
    async take(key, rate, signal) {
      signal.throwIfAborted();
      const bucket: Bucket = {
        client,
        tableName,
        key: { pk: { S: `rate#${key}` }, sk: { S: 'bucket' } },
        cell: cellRate(rate),
        nowUs: clock.nowMs() * 1_000,
        signal,
      };
      try {
        return await takeFrom(bucket);
      } catch (error) {
        throw isNamed(error, 'DependencyFailed') ? error : awsFault(service, error, signal);
      }
    },
  };
}

async function takeFrom(bucket: Bucket) {
  const { cell, nowUs } = bucket;
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const fresh = await update(bucket, {
      set: '#tat = :next',
      condition: 'attribute_not_exists(#tat) OR #tat < :now',
      values: { ':next': number(nowUs + cell.costUs), ':now': number(nowUs) },
    });
    if (fresh.isDone) return taken(cell, fresh.tatUs, nowUs);
    if (fresh.tatUs > nowUs + cell.burstUs - cell.costUs) return refused(cell, fresh.tatUs, nowUs);
    const more = await update(bucket, {
      set: '#tat = #tat + :cost',
      condition: '#tat BETWEEN :now AND :latest',
      values: {
        ':cost': number(cell.costUs),
        ':now': number(nowUs),
        ':latest': number(nowUs + cell.burstUs - cell.costUs),
      },
    });
    if (more.isDone) return taken(cell, more.tatUs, nowUs);
    if (more.tatUs > nowUs + cell.burstUs - cell.costUs) return refused(cell, more.tatUs, nowUs);
  }
  throw new DependencyFailed('bucket_busy', 'The rate limiter is busy. Try again.');
}

interface Change {
  readonly set: string;
  readonly condition: string;
  readonly values: Item;
}

const number = (value: number): AttributeValue => ({ N: String(value) });

/** One conditional update; answers the timestamp after it, or the one that stood against it. */
async function update(
  { client, tableName, key, cell, nowUs, signal }: Bucket,
  { set, condition, values }: Change,
): Promise<{ readonly isDone: boolean; readonly tatUs: number }> {
  // Past this second the bucket is full whatever happens to it now, and a full one need not be kept.
  const expiresAt = Math.ceil((nowUs + cell.burstUs) / 1_000_000) + 1;
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: key,
    UpdateExpression: `SET ${set}, #expires = :expires`,
    ConditionExpression: condition,
    ExpressionAttributeNames: { '#tat': 'tat_us', '#expires': 'expires_at' },
    ExpressionAttributeValues: { ...values, ':expires': number(expiresAt) },
    ReturnValues: 'UPDATED_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes: after } = await client.send(command, { abortSignal: signal });
    return { isDone: true, tatUs: Number(after?.tat_us?.N) };
  } catch (error) {
    if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
    const { Item: told } = error as { Item?: Item };
    const item = told ?? (await read({ client, tableName, key, signal }));
    return { isDone: false, tatUs: Number(item?.tat_us?.N ?? 0) };
  }
}

/** For a DynamoDB that does not tell what stood against a condition. */
async function read({
  client,
  tableName,
  key,
  signal,
}: Pick<Bucket, 'client' | 'tableName' | 'key' | 'signal'>): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true });
  return (await client.send(command, { abortSignal: signal })).Item;
}
