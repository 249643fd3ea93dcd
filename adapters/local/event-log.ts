import type { DatabaseSync } from 'node:sqlite';
import type { EventLog } from '../../core/ports/event-log.ts';
import type { ChainedEvent } from '../../core/wire/event.ts';
import type { StreamId } from '../../core/wire/ids.ts';

/** What a wake-up is about: the same two kinds of records that the missions table's stream carries on AWS. */
export type AppendedRecord =
  | { readonly kind: 'event'; readonly seq: number }
  | { readonly kind: 'join'; readonly connectionId: string };

/** Hears of each record once, after its commit; what it throws never reaches the appender. */
export type AppendListener = (stream: StreamId, record: AppendedRecord) => void | Promise<void>;

interface EventLogDeps {
  readonly database: DatabaseSync;
  readonly onAppended?: AppendListener;
  /** Where a listener's failure goes; a process warning when left out. */
  readonly onListenerFailed?: (error: unknown) => void;
}

// The insert trigger is what keeps INSERT OR REPLACE out: a replaced row fires no delete trigger by default.
const schema = `
  create table if not exists events (
    stream text not null,
    sort text not null,
    seq integer,
    kind text not null check (kind in ('event', 'join')),
    body text not null,
    primary key (stream, sort)
  ) without rowid;
  create trigger if not exists events_keep_on_insert before insert on events
    when exists (select 1 from events where stream = new.stream and sort = new.sort)
    begin select raise(ignore); end;
  create trigger if not exists events_keep_on_update before update on events
    begin select raise(abort, 'events are insert-only'); end;
  create trigger if not exists events_keep_on_delete before delete on events
    begin select raise(abort, 'events are insert-only'); end;
`;

const eventSort = (seq: number): string => `e#${String(seq).padStart(10, '0')}`;

/** The event log on SQLite: the table itself refuses to change or remove a row, whoever asks. */
export function createEventLog({ database, onAppended, onListenerFailed }: EventLogDeps): EventLog {
  database.exec(schema);
  const insert = database.prepare(
    'insert into events (stream, sort, seq, kind, body) values (?, ?, ?, ?, ?) on conflict do nothing',
  );
  const select = database.prepare(
    "select body from events where stream = ? and sort > ? and sort < 'e$' order by sort limit ?",
  );
  const selectLast = database.prepare(
    "select body from events where stream = ? and sort < 'e$' order by sort desc limit 1",
  );
  const wake = wakeAfterCommit(onAppended, onListenerFailed);

  return {
    async append(stream, event, signal) {
      signal.throwIfAborted();
      const { changes } = insert.run(stream, eventSort(event.seq), event.seq, 'event', JSON.stringify(event));
      if (changes === 0) return 'taken';
      wake(stream, { kind: 'event', seq: event.seq });
      return 'appended';
    },
    async read(stream, { afterSeq, limit }, signal) {
      signal.throwIfAborted();
      const rows = select.all(stream, eventSort(afterSeq), limit ?? -1);
      return rows.map((row) => JSON.parse(String(row.body)) as ChainedEvent);
    },
    async last(stream, signal) {
      signal.throwIfAborted();
      const row = selectLast.get(stream);
      return row === undefined ? undefined : (JSON.parse(String(row.body)) as ChainedEvent);
    },
    async join(stream, connectionId, signal) {
      signal.throwIfAborted();
      insert.run(stream, `j#${connectionId}`, null, 'join', JSON.stringify({ connection_id: connectionId }));
      wake(stream, { kind: 'join', connectionId });
    },
  };
}

function wakeAfterCommit(
  listener: AppendListener | undefined,
  onFailed: EventLogDeps['onListenerFailed'] = (error) =>
    process.emitWarning(`An event listener failed: ${error}`),
): (stream: StreamId, record: AppendedRecord) => void {
  if (listener === undefined) return () => {};
  // In a microtask, so that the appender's answer does not wait for what the listener does first.
  return (stream, record) => {
    Promise.resolve()
      .then(() => listener(stream, record))
      .catch(onFailed);
  };
}

/** Every stream that has an event, for taking up work after a restart. */
export function listStreams(database: DatabaseSync): readonly string[] {
  return database
    .prepare('select distinct stream from events')
    .all()
    .map((row) => String(row.stream));
}
