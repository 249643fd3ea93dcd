import * as z from 'zod';

/** One table, one row an execution: a step is one single-row update, guarded by `revision`. */
export const journalDdl = `
CREATE TABLE IF NOT EXISTS executions (
  name TEXT PRIMARY KEY,
  input TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  deadline_ms INTEGER,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  state_input TEXT NOT NULL,
  entered_at_ms INTEGER NOT NULL,
  retry_counts TEXT NOT NULL DEFAULT '[]',
  wake_at_ms INTEGER,
  token TEXT,
  invoked INTEGER NOT NULL DEFAULT 0,
  timeout_at_ms INTEGER,
  heartbeat_ms INTEGER,
  heartbeat_at_ms INTEGER,
  answer TEXT,
  output TEXT,
  error TEXT,
  cause TEXT,
  ended_at_ms INTEGER,
  reported INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS executions_token ON executions (token) WHERE token IS NOT NULL;
CREATE INDEX IF NOT EXISTS executions_open ON executions (status, reported) WHERE status = 'RUNNING' OR reported = 0;
`;

const executionStatuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

const json = z.string().transform((text): unknown => JSON.parse(text));
const fault = z.object({ error: z.string(), cause: z.string() });
const answer = z.union([z.object({ fault }), z.object({ output: z.unknown() })]);

/** A task token's answer, kept until the state that waits has taken it. */
export type Answer = z.infer<typeof answer>;

const row = z.object({
  name: z.string(),
  input: json,
  status: z.enum(executionStatuses),
  started_at_ms: z.number(),
  deadline_ms: z.number().nullable(),
  revision: z.number(),
  state: z.string(),
  state_input: json,
  entered_at_ms: z.number(),
  retry_counts: json.pipe(z.array(z.number())),
  wake_at_ms: z.number().nullable(),
  token: z.string().nullable(),
  invoked: z.number(),
  timeout_at_ms: z.number().nullable(),
  heartbeat_at_ms: z.number().nullable(),
  answer: json.pipe(answer).nullable(),
  output: json.nullable(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
});

export type ExecutionStatus = (typeof executionStatuses)[number];

/** An execution as the journal knows it; times are milliseconds since the epoch. */
export interface Execution {
  readonly name: string;
  readonly input: unknown;
  readonly status: ExecutionStatus;
  readonly startedAtMs: number;
  readonly deadlineMs: number | null;
  /** Changes with every step; a step computed from another revision is not applied. */
  readonly revision: number;
  readonly state: string;
  readonly stateInput: unknown;
  readonly enteredAtMs: number;
  readonly retryCounts: readonly number[];
  /** The end of a Wait, or of the delay before a retry. */
  readonly wakeAtMs: number | null;
  readonly token: string | null;
  /** True once the invoke that handed out the token has returned. */
  readonly invoked: boolean;
  readonly timeoutAtMs: number | null;
  readonly heartbeatAtMs: number | null;
  readonly answer: Answer | null;
  readonly output: unknown;
  readonly fault: { readonly error: string; readonly cause: string } | undefined;
}

/** Reads a row of the table; throws where the file holds something that this version did not write. */
export function executionOf(stored: unknown): Execution {
  const { error, cause, ...found } = row.parse(stored);
  return {
    name: found.name,
    input: found.input,
    status: found.status,
    startedAtMs: found.started_at_ms,
    deadlineMs: found.deadline_ms,
    revision: found.revision,
    state: found.state,
    stateInput: found.state_input,
    enteredAtMs: found.entered_at_ms,
    retryCounts: found.retry_counts,
    wakeAtMs: found.wake_at_ms,
    token: found.token,
    invoked: found.invoked === 1,
    timeoutAtMs: found.timeout_at_ms,
    heartbeatAtMs: found.heartbeat_at_ms,
    answer: found.answer,
    output: found.output,
    fault: error === null ? undefined : { error, cause: cause ?? '' },
  };
}
