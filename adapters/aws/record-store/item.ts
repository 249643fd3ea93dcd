import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type * as z from 'zod';
import type {
  RecordKey,
  RecordStore,
  StoredRecord,
  WriteCondition,
} from '../../../core/ports/record-store.ts';

/** A row of the access table. `expires_at` is whole seconds, for DynamoDB's sweep; `expires_at_ms` is what is judged by. */
export type RecordItem = Record<string, AttributeValue>;

/** A condition of a write in DynamoDB's own form. */
export interface Guard {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** The row's primary key. */
export const itemKey = ({ partition, sort }: RecordKey): RecordItem => ({
  pk: { S: partition },
  sk: { S: sort },
});

/** The row that holds a value; the value stays JSON, so that it comes back letter for letter. */
export function itemOf(
  key: RecordKey,
  content: { readonly json: string; readonly revision: string; readonly expiresAtMs: number | undefined },
): RecordItem {
  const { json, revision, expiresAtMs } = content;
  return {
    ...itemKey(key),
    value_json: { S: json },
    revision: { S: revision },
    ...(expiresAtMs !== undefined && {
      expires_at_ms: { N: String(expiresAtMs) },
      expires_at: { N: String(Math.ceil(expiresAtMs / 1_000)) },
    }),
  };
}

/** Reads a row; throws when its value is not of the schema. */
export function recordOf<T>(item: RecordItem, schema: z.ZodType<T>): StoredRecord<T> {
  return {
    key: { partition: item.pk?.S ?? '', sort: item.sk?.S ?? '' },
    value: schema.parse(JSON.parse(item.value_json?.S ?? 'null')),
    revision: item.revision?.S ?? '',
  };
}

/** True while the row has not expired. */
export const isAlive = (item: RecordItem, nowMs: number): boolean =>
  item.expires_at_ms?.N === undefined || Number(item.expires_at_ms.N) > nowMs;

/** The condition that an item, where there is one, has not expired. */
export const aliveExpression = '(attribute_not_exists(#expires) OR #expires > :now)';

/** Names and values that `aliveExpression` speaks of. */
export const aliveTerms = (nowMs: number) => ({
  names: { '#expires': 'expires_at_ms' },
  values: { ':now': { N: String(nowMs) } },
});

/** A put's condition; an expired row is no obstacle to `absent` and no hold for a revision. */
export function writeGuard(condition: WriteCondition, nowMs: number): Guard {
  switch (condition.kind) {
    case 'any':
      return {};
    case 'absent':
      return guard('attribute_not_exists(#pk) OR #expires <= :now', nowMs, { '#pk': 'pk' });
    case 'revision':
      return heldGuard(condition.revision, nowMs);
    default:
      return condition satisfies never;
  }
}

/** A removal's condition: the row is there, alive, and at the revision where one is asked for. */
export function removeGuard(condition: Parameters<RecordStore['remove']>[1], nowMs: number): Guard {
  if (condition.kind === 'revision') return heldGuard(condition.revision, nowMs);
  return guard(`attribute_exists(#pk) AND ${aliveExpression}`, nowMs, { '#pk': 'pk' });
}

const heldGuard = (revision: string, nowMs: number): Guard =>
  guard(
    `#revision = :revision AND ${aliveExpression}`,
    nowMs,
    { '#revision': 'revision' },
    {
      ':revision': { S: revision },
    },
  );

function guard(
  expression: string,
  nowMs: number,
  names: Record<string, string>,
  values: Record<string, AttributeValue> = {},
): Guard {
  const alive = aliveTerms(nowMs);
  return {
    ConditionExpression: expression,
    ExpressionAttributeNames: { ...alive.names, ...names },
    ExpressionAttributeValues: { ...alive.values, ...values },
  };
}
