import type { Digest } from '../ports/digest.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { SqlRefusal, SqlResult } from '../wire/sql.ts';
import type { AskSql } from './ask-sql.ts';
import {
  type AppliedMigration,
  appliedQuery,
  type Migration,
  migrationQueries,
  migrationsOf,
  planMigrations,
  recordQueries,
} from './plan-migrations.ts';

/** What ran now, by file name; refused where nothing ran, with words for whoever wrote the migration. */
export type MigrationOutcome =
  | { readonly kind: 'migrated'; readonly ran: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string };

/** The name of the constraint that two runs of one migration meet at. */
const recordKey = 'migrations_pkey';
const mostTries = 3;

/** Brings a database to the migrations of a tree, all in one transaction. Where another run came first, what is left is decided anew. */
export const runMigrations =
  ({ ask, digest }: { readonly ask: AskSql; readonly digest: Digest }) =>
  async (files: readonly SourceFile[], signal: AbortSignal): Promise<MigrationOutcome> => {
    const wanted = migrationsOf(files, digest);
    let outcome = await runOnce(ask, wanted, signal);
    for (let tries = 1; outcome.kind === 'ran-meanwhile' && tries < mostTries; tries += 1)
      outcome = await runOnce(ask, wanted, signal);
    return outcome.kind === 'ran-meanwhile' ? { kind: 'refused', message: outcome.message } : outcome;
  };

type Tried = MigrationOutcome | { readonly kind: 'ran-meanwhile'; readonly message: string };

async function runOnce(ask: AskSql, wanted: readonly Migration[], signal: AbortSignal): Promise<Tried> {
  const plan = planMigrations(await readApplied(ask, signal), wanted);
  if (plan.kind === 'refused') return plan;
  if (plan.migrations.length === 0) return { kind: 'migrated', ran: [] };
  const outcome = await ask(migrationQueries(plan.migrations), { isReadOnly: false }, signal);
  if (outcome.kind === 'done') return { kind: 'migrated', ran: plan.migrations.map(({ name }) => name) };
  const kind = isRecordedAlready(outcome.refusal) ? 'ran-meanwhile' : 'refused';
  return { kind, message: failureWords(plan.migrations, outcome.refusal) };
}

async function readApplied(ask: AskSql, signal: AbortSignal): Promise<AppliedMigration[]> {
  const outcome = await ask([...recordQueries, appliedQuery], { isReadOnly: false }, signal);
  if (outcome.kind === 'refused')
    throw new Error(`Migrations cannot be recorded: ${outcome.refusal.message}`);
  const { rows } = outcome.results.at(-1) as SqlResult;
  return rows.map(([name, sha256]) => ({ name: String(name), sha256: String(sha256) }));
}

const isRecordedAlready = ({ code, message }: SqlRefusal): boolean =>
  code === '23505' && message.includes(recordKey);

function failureWords(migrations: readonly Migration[], { message, detail }: SqlRefusal): string {
  const names = migrations.map(({ name }) => name).join(', ');
  const why = `${message}${detail ? ` (${detail})` : ''}`;
  return `${names} failed and changed nothing: ${why}. What has not run here may still be edited.`;
}
