import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { WorkflowFault } from '../../core/ports/workflow.ts';
import { type Answer, type Execution, type ExecutionStatus, executionOf, journalDdl } from './journal-row.ts';

export interface NewExecution {
  readonly name: string;
  readonly input: unknown;
  readonly state: string;
  readonly nowMs: number;
  readonly deadlineMs: number | null;
}

export interface End {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: unknown;
  readonly fault?: WorkflowFault;
  readonly nowMs: number;
}

/** What a step of an execution writes down before the next one begins. */
export type Change =
  | { readonly kind: 'enter'; readonly state: string; readonly input: unknown; readonly nowMs: number }
  | { readonly kind: 'retry'; readonly retryCounts: readonly number[]; readonly wakeAtMs: number }
  | { readonly kind: 'sleep'; readonly wakeAtMs: number }
  | {
      readonly kind: 'await';
      readonly token: string;
      readonly timeoutAtMs: number | null;
      readonly heartbeatMs: number | null;
      readonly nowMs: number;
    }
  | ({ readonly kind: 'end' } & End);

/** The durable state of every execution; each call is one write, done when the call returns. */
export interface Journal {
  /** False when the name was ever used. On the disk when it returns. */
  begin(execution: NewExecution): boolean;
  read(name: string): Execution | undefined;
  /** Names of running executions, oldest first. */
  running(): string[];
  /** Names of ended executions whose end has not been reported. */
  unreported(): string[];
  /** False, and nothing written, when the execution has ended or has another revision. */
  apply(execution: Execution, change: Change): boolean;
  /** Ends a running execution at whatever state it is in; false when none runs. On the disk when it returns. */
  end(name: string, end: End): boolean;
  /** Notes that the invoke which handed out this token has returned. */
  markInvoked(token: string): void;
  /** The execution's name, or undefined when no state waits for the token or it was answered. On the disk when it returns. */
  answer(token: string, answer: Answer): string | undefined;
  /** False when no state waits for the token. */
  heartbeat(token: string, nowMs: number): boolean;
  markReported(name: string): void;
  close(): void;
}

const clean = `wake_at_ms = NULL, token = NULL, invoked = 0, timeout_at_ms = NULL, heartbeat_ms = NULL,
  heartbeat_at_ms = NULL, answer = NULL`;
const mine = `WHERE name = $name AND revision = $revision AND status = 'RUNNING'`;
const waiting = `WHERE token = $token AND status = 'RUNNING' AND answer IS NULL`;
const ended = `status = $status, output = $output, error = $error, cause = $cause, ended_at_ms = $nowMs,
  revision = revision + 1, ${clean}`;

const statements = {
  begin: `INSERT INTO executions (name, input, status, started_at_ms, deadline_ms, revision, state, state_input, entered_at_ms)
    VALUES ($name, $input, 'RUNNING', $nowMs, $deadlineMs, 1, $state, $input, $nowMs) ON CONFLICT (name) DO NOTHING`,
  read: 'SELECT * FROM executions WHERE name = $name',
  running: `SELECT name FROM executions WHERE status = 'RUNNING' ORDER BY started_at_ms, name`,
  unreported: `SELECT name FROM executions WHERE status <> 'RUNNING' AND reported = 0 ORDER BY ended_at_ms, name`,
  enter: `UPDATE executions SET state = $state, state_input = $input, entered_at_ms = $nowMs, retry_counts = '[]',
    revision = revision + 1, ${clean} ${mine}`,
  retry: `UPDATE executions SET retry_counts = $retryCounts, revision = revision + 1, ${clean}, wake_at_ms = $wakeAtMs ${mine}`,
  sleep: `UPDATE executions SET wake_at_ms = $wakeAtMs, revision = revision + 1 ${mine}`,
  await: `UPDATE executions SET wake_at_ms = NULL, token = $token, invoked = 0, timeout_at_ms = $timeoutAtMs,
    heartbeat_ms = $heartbeatMs, heartbeat_at_ms = $nowMs + $heartbeatMs, revision = revision + 1 ${mine}`,
  endStep: `UPDATE executions SET ${ended} ${mine}`,
  end: `UPDATE executions SET ${ended} WHERE name = $name AND status = 'RUNNING'`,
  markInvoked: `UPDATE executions SET invoked = 1 WHERE token = $token`,
  answer: `UPDATE executions SET answer = $answer, revision = revision + 1 ${waiting} RETURNING name`,
  heartbeat: `UPDATE executions SET heartbeat_at_ms = $nowMs + heartbeat_ms ${waiting}`,
  markReported: 'UPDATE executions SET reported = 1 WHERE name = $name',
} as const;

type Values = Record<string, SQLInputValue>;

function endValues(end: End): Values {
  return {
    status: end.status,
    output: end.output === undefined ? null : JSON.stringify(end.output),
    error: end.fault?.error ?? null,
    cause: end.fault?.cause ?? null,
    nowMs: end.nowMs,
  };
}

function changeValues(change: Change): [statement: keyof typeof statements, values: Values] {
  switch (change.kind) {
    case 'enter':
      return ['enter', { state: change.state, input: JSON.stringify(change.input), nowMs: change.nowMs }];
    case 'retry':
      return ['retry', { retryCounts: JSON.stringify(change.retryCounts), wakeAtMs: change.wakeAtMs }];
    case 'sleep':
      return ['sleep', { wakeAtMs: change.wakeAtMs }];
    case 'await': {
      const { kind: _, ...values } = change;
      return ['await', values];
    }
    case 'end':
      return ['endStep', endValues(change)];
    default:
      return change satisfies never;
  }
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  if (version !== 0 && version !== 1) {
    database.close();
    throw new Error(
      `${file} was written by another version of Gantry (journal format ${version}); use that version, or another GANTRY_HOME`,
    );
  }
  database.exec(`${journalDdl} PRAGMA user_version = 1;`);
  return database;
}

function nameOf(row: Record<string, unknown> | undefined): string | undefined {
  return typeof row?.name === 'string' ? row.name : undefined;
}

interface Table {
  readonly run: (key: keyof typeof statements, values?: Values) => Record<string, unknown>[];
  readonly write: (key: keyof typeof statements, values: Values) => boolean;
  /** What happens inside is on the disk before it returns, and so is everything before it. */
  readonly synced: <T>(action: () => T) => T;
}

function tableOf(database: DatabaseSync): Table {
  const prepared = new Map<string, StatementSync>();
  const statement = (key: keyof typeof statements): StatementSync => {
    const known = prepared.get(key) ?? database.prepare(statements[key]);
    prepared.set(key, known);
    return known;
  };
  return {
    run: (key, values = {}) => statement(key).all(values),
    write: (key, values) => statement(key).run(values).changes === 1,
    synced(action) {
      database.exec('PRAGMA synchronous = FULL');
      try {
        return action();
      } finally {
        database.exec('PRAGMA synchronous = NORMAL');
      }
    },
  };
}

/**
 * Opens (or makes) the journal's file, for one process at a time. What others were told (started, taken, stopped) is synced
 * to the disk before the answer; steps in between are not: every write survives `kill -9`, and a power cut can at worst run
 * an idempotent state again.
 */
export function openJournal(file: string): Journal {
  const database = open(file);
  const { run, write, synced } = tableOf(database);
  return {
    begin: ({ input, ...rest }) => synced(() => write('begin', { ...rest, input: JSON.stringify(input) })),
    read(name) {
      const [row] = run('read', { name });
      return row === undefined ? undefined : executionOf(row);
    },
    running: () => run('running').flatMap((row) => nameOf(row) ?? []),
    unreported: () => run('unreported').flatMap((row) => nameOf(row) ?? []),
    apply({ name, revision }, change) {
      const [key, values] = changeValues(change);
      return write(key, { ...values, name, revision });
    },
    end: (name, end) => synced(() => write('end', { ...endValues(end), name })),
    markInvoked: (token) => void write('markInvoked', { token }),
    answer: (token, answer) =>
      synced(() => nameOf(run('answer', { token, answer: JSON.stringify(answer) })[0])),
    heartbeat: (token, nowMs) => write('heartbeat', { token, nowMs }),
    markReported: (name) => void write('markReported', { name }),
    close: () => database.close(),
  };
}
