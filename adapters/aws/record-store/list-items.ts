import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { compareUtf8 } from '../../../core/draft/byte-order.ts';
import type { ListRange } from '../../../core/ports/record-store.ts';
import { aliveExpression, aliveTerms, type RecordItem } from './item.ts';

interface ListDeps {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly nowMs: number;
}

/** What one query looks at: expired rows and the cursor's own count, so a page is never asked smaller than this. */
const smallestPage = 25;

/** Rows of a partition that are alive, in order, as many as the range asks for: pages are read on past what has expired. */
export async function listItems(
  { client, tableName, nowMs }: ListDeps,
  partition: string,
  range: ListRange,
  signal: AbortSignal,
): Promise<RecordItem[]> {
  const found: RecordItem[] = [];
  const { low, high } = bounds(range);
  if (range.limit < 1 || compareUtf8(low, high) > 0) return found;
  const alive = aliveTerms(nowMs);
  const query = {
    TableName: tableName,
    ConsistentRead: true,
    ScanIndexForward: range.descending !== true,
    KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :low AND :high',
    FilterExpression: aliveExpression,
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk', ...alive.names },
    ExpressionAttributeValues: {
      ':pk': { S: partition },
      ':low': { S: low },
      ':high': { S: high },
      ...alive.values,
    },
    Limit: Math.max(range.limit + 1, smallestPage),
  };
  for await (const page of paginateQuery({ client }, query, { abortSignal: signal })) {
    found.push(...(page.Items ?? []).filter((item) => item.sk?.S !== range.cursor));
    if (found.length >= range.limit) break;
  }
  return found.slice(0, range.limit);
}

// A key condition takes one range, both ends included: the cursor closes it, and its own row is left out afterwards.
function bounds({ prefix = '', cursor, descending }: ListRange): { low: string; high: string } {
  // Sort keys are never empty, so this is before all of them; U+10FFFF is behind all.
  const low = prefix === '' ? '\0' : prefix;
  const high = `${prefix}\u{10ffff}`;
  if (cursor === undefined || cursor === '') return { low, high };
  if (descending) return { low, high: compareUtf8(cursor, high) < 0 ? cursor : high };
  return { low: compareUtf8(cursor, low) > 0 ? cursor : low, high };
}
