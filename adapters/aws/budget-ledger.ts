import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { BudgetHold, BudgetLedger, BudgetLimit } from '../../core/ports/budget-ledger.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault, isNamed } from './fault.ts';

export interface DynamoBudgetLedgerConfig extends AwsConnection {
  /** The table of the record store; accounts are rows of their own. */
  readonly tableName: string;
}

type Item = Record<string, AttributeValue>;

const service = 'Amazon DynamoDB';
const heldPrefix = 'held.';

const keyOf = (account: string): Item => ({ pk: { S: `budget#${account}` }, sk: { S: 'account' } });
const number = (value: number): AttributeValue => ({ N: String(value) });
const usedOf = (item: Item | undefined): number => Number(item?.used?.N ?? 0);

/**
 * Accounts on DynamoDB: one item each, with what is used in all and an attribute for each hold. A write whose answer was lost is recognised
 * by its hold when the SDK sends it again.
 */
export function dynamoBudgetLedger({ tableName, ...connection }: DynamoBudgetLedgerConfig): BudgetLedger {
  const client = new DynamoDBClient(clientSettings(connection));
  const read = async (account: string, signal: AbortSignal): Promise<Item | undefined> => {
    const command = new GetItemCommand({ TableName: tableName, Key: keyOf(account), ConsistentRead: true });
    return (await client.send(command, { abortSignal: signal })).Item;
  };
  /** Undefined when it was written, else the item that stood against it. */
  const write = async (
    account: string,
    command: UpdateItemCommand,
    signal: AbortSignal,
  ): Promise<Item | undefined> => {
    try {
      await client.send(command, { abortSignal: signal });
      return undefined;
    } catch (error) {
      if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
      return (error as { Item?: Item }).Item ?? (await read(account, signal)) ?? {};
    }
  };
  return guarded({
    async reserve(limit, hold, signal) {
      // A cap below the amount has no room at all; DynamoDB is asked only what it can compare.
      if (hold.microUsd > limit.capMicroUsd) return shortOf(await read(limit.account, signal), hold);
      const held = await write(limit.account, reservation(tableName, limit, hold), signal);
      return held === undefined ? { outcome: 'held' } : shortOf(held, hold);
    },
    async settle(account, hold, spentMicroUsd, signal) {
      await write(account, settlement(tableName, account, hold, spentMicroUsd), signal);
    },
    async read(account, signal) {
      const item = await read(account, signal);
      const holds = Object.entries(item ?? {}).filter(([name]) => name.startsWith(heldPrefix));
      return {
        usedMicroUsd: usedOf(item),
        heldMicroUsd: holds.reduce((sum, [, amount]) => sum + Number(amount.N), 0),
      };
    },
  });
}

function shortOf(item: Item | undefined, hold: BudgetHold) {
  if (item?.[heldPrefix + hold.id] !== undefined) return { outcome: 'held' } as const;
  return { outcome: 'short', usedMicroUsd: usedOf(item) } as const;
}

function reservation(tableName: string, limit: BudgetLimit, hold: BudgetHold): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName: tableName,
    Key: keyOf(limit.account),
    UpdateExpression: 'SET #hold = :amount, #expires = :expires ADD #used :amount',
    ConditionExpression: 'attribute_not_exists(#hold) AND (attribute_not_exists(#used) OR #used <= :room)',
    ExpressionAttributeNames: { '#hold': heldPrefix + hold.id, '#used': 'used', '#expires': 'expires_at' },
    ExpressionAttributeValues: {
      ':amount': number(hold.microUsd),
      ':room': number(limit.capMicroUsd - hold.microUsd),
      ':expires': number(Math.ceil(limit.expiresAtMs / 1_000)),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
}

function settlement(
  tableName: string,
  account: string,
  hold: BudgetHold,
  spentMicroUsd: number,
): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName: tableName,
    Key: keyOf(account),
    UpdateExpression: 'REMOVE #hold ADD #used :difference',
    ConditionExpression: '#hold = :amount',
    ExpressionAttributeNames: { '#hold': heldPrefix + hold.id, '#used': 'used' },
    ExpressionAttributeValues: {
      ':amount': number(hold.microUsd),
      ':difference': number(spentMicroUsd - hold.microUsd),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
}

/** The ledger with its faults told as ours. */
function guarded(ledger: BudgetLedger): BudgetLedger {
  const told = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      throw awsFault(service, error, signal);
    }
  };
  return {
    reserve: (limit, hold, signal) => told(signal, () => ledger.reserve(limit, hold, signal)),
    settle: (account, hold, spent, signal) => told(signal, () => ledger.settle(account, hold, spent, signal)),
    read: (account, signal) => told(signal, () => ledger.read(account, signal)),
  };
}
