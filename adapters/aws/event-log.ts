import { randomUUID } from 'node:crypto';
import {
  DynamoDBClient,
  ExecuteStatementCommand,
  paginateQuery,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { EventLog } from '../../core/ports/event-log.ts';
import type { ChainedEvent } from '../../core/wire/event.ts';
import type { StreamId } from '../../core/wire/ids.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault, isNamed, wasRetried } from './fault.ts';

export interface DynamoEventLogConfig extends AwsConnection {
  /** Keys `mission_id` and `seq`, both strings; `seq` is `e#` and ten digits, or `j#` for a join. */
  readonly tableName: string;
}

interface Row {
  readonly stream: StreamId;
  readonly sort: string;
  readonly body: string;
  /** What rules on the bus ask for; a join is no event and has neither. */
  readonly facts?: { readonly event: string; readonly status: string };
}

interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

const service = 'Amazon DynamoDB';
const lastSeq = 9_999_999_999;
const eventSort = (seq: number): string => `e#${String(seq).padStart(10, '0')}`;

/**
 * The event log on DynamoDB. It only ever inserts by PartiQL and queries, so that its role needs no other right: PutItem could replace an
 * event, and PartiQL's INSERT cannot.
 */
export function dynamoEventLog({ tableName, ...connection }: DynamoEventLogConfig): EventLog {
  const table: Table = { client: new DynamoDBClient(clientSettings(connection)), tableName };
  return {
    append: (stream, event, signal) => append(table, stream, event, signal),
    async read(stream, { afterSeq, limit = Number.POSITIVE_INFINITY }, signal) {
      return await readRange(table, stream, { from: afterSeq + 1, until: lastSeq, limit }, signal);
    },
    async last(stream, signal) {
      const everything = { from: 1, until: lastSeq, limit: 1, descending: true };
      const [event] = await readRange(table, stream, everything, signal);
      return event;
    },
    async join(stream, connectionId, signal) {
      // Each join wakes broadcast by an item of its own: one that is there already would leave no record in the table's stream.
      const sort = `j#${connectionId}#${randomUUID()}`;
      const body = JSON.stringify({ connection_id: connectionId });
      await insert(table, { stream, sort, body }, signal);
    },
  };
}

async function append(
  table: Table,
  stream: StreamId,
  event: ChainedEvent,
  signal: AbortSignal,
): Promise<'appended' | 'taken'> {
  const facts = { event: event.event, status: event.status };
  const row = { stream, sort: eventSort(event.seq), body: JSON.stringify(event), facts };
  const answer = await insert(table, row, signal);
  if (answer !== 'echo') return answer;
  // The SDK had asked before: what holds the place may be this very event, and the answer that said so was lost.
  const [holder] = await readRange(table, stream, { from: event.seq, until: event.seq, limit: 1 }, signal);
  return holder?.sha256 === event.sha256 ? 'appended' : 'taken';
}

async function insert(
  { client, tableName }: Table,
  { stream, sort, body, facts }: Row,
  signal: AbortSignal,
): Promise<'appended' | 'taken' | 'echo'> {
  signal.throwIfAborted();
  const row: Readonly<Record<string, string>> = { mission_id: stream, seq: sort, body, ...facts };
  const columns = Object.keys(row);
  const statement = new ExecuteStatementCommand({
    Statement: `INSERT INTO "${tableName}" VALUE {${columns.map((name) => `'${name}': ?`).join(', ')}}`,
    Parameters: columns.map((name) => ({ S: row[name] ?? '' })),
  });
  try {
    await client.send(statement, { abortSignal: signal });
    return 'appended';
  } catch (error) {
    // The second is what DynamoDB Local calls it.
    if (!isNamed(error, 'DuplicateItemException', 'DuplicateItem')) throw awsFault(service, error, signal);
    return wasRetried(error) ? 'echo' : 'taken';
  }
}

interface SeqRange {
  readonly from: number;
  readonly until: number;
  /** Infinity for all of them. */
  readonly limit: number;
  readonly descending?: boolean;
}

async function readRange(
  { client, tableName }: Table,
  stream: StreamId,
  range: SeqRange,
  signal: AbortSignal,
): Promise<ChainedEvent[]> {
  signal.throwIfAborted();
  const events: ChainedEvent[] = [];
  // DynamoDB refuses a range that ends before it begins, and a page of none.
  if (range.from > range.until || range.limit < 1) return events;
  const query = rangeQuery(tableName, stream, range);
  try {
    for await (const page of paginateQuery({ client }, query, { abortSignal: signal })) {
      events.push(...eventsOf(page));
      if (events.length >= range.limit) break;
    }
  } catch (error) {
    throw awsFault(service, error, signal);
  }
  return events.slice(0, range.limit);
}

const rangeQuery = (
  tableName: string,
  stream: StreamId,
  { from, until, limit, descending = false }: SeqRange,
): QueryCommandInput => ({
  TableName: tableName,
  ConsistentRead: true,
  ScanIndexForward: !descending,
  KeyConditionExpression: '#stream = :stream AND #seq BETWEEN :from AND :until',
  ExpressionAttributeNames: { '#stream': 'mission_id', '#seq': 'seq' },
  ExpressionAttributeValues: {
    ':stream': { S: stream },
    ':from': { S: eventSort(from) },
    ':until': { S: eventSort(until) },
  },
  ...(Number.isFinite(limit) && { Limit: limit }),
});

const eventsOf = ({ Items: items = [] }: QueryCommandOutput): ChainedEvent[] =>
  items.map((item) => JSON.parse(item.body?.S ?? 'null') as ChainedEvent);
