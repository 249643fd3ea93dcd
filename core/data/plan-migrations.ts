import type { Digest } from '../ports/digest.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { SqlQuery } from '../wire/sql.ts';
import { splitSql } from './split-sql.ts';

/** `migrations/0001_messages.sql`: four digits, which are its place, and words. */
export const migrationPath = /^migrations\/(\d{4}_[a-z0-9_]+\.sql)$/;

/** A migration as it is recorded where it ran. */
export interface AppliedMigration {
  readonly name: string;
  readonly sha256: string;
}

export interface Migration extends AppliedMigration {
  readonly sql: string;
}

/** What is still to run, in order, or why nothing may. */
export type MigrationPlan =
  | { readonly kind: 'pending'; readonly migrations: readonly Migration[] }
  | { readonly kind: 'refused'; readonly message: string };

/** The migrations of a tree in the order of their numbers; other files are left out. */
export function migrationsOf(files: readonly SourceFile[], digest: Digest): Migration[] {
  return files
    .flatMap(({ path, content }) => {
      const name = migrationPath.exec(path)?.[1];
      return name === undefined ? [] : [{ name, sha256: digest.sha256(content), sql: content }];
    })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** Migrations only go forward: what ran stays as it was, and what is new comes after it. */
export function planMigrations(
  applied: readonly AppliedMigration[],
  wanted: readonly Migration[],
): MigrationPlan {
  const place = ({ name }: AppliedMigration) => name.slice(0, 4);
  const twice = wanted.find(
    (migration, at) => at > 0 && place(migration) === place(wanted[at - 1] as Migration),
  );
  if (twice !== undefined)
    return refused(`Two migrations have the number ${place(twice)}: give ${twice.name} the next one.`);
  for (const { name, sha256 } of applied) {
    const kept = wanted.find((migration) => migration.name === name);
    if (kept === undefined) return refused(`${name} ran on this data already and is missing: put it back.`);
    if (kept.sha256 !== sha256)
      return refused(
        `${name} was edited after it ran on this data: put it back as it was, and add a new migration.`,
      );
  }
  const ran = new Set(applied.map(({ name }) => name));
  const migrations = wanted.filter(({ name }) => !ran.has(name));
  const last = applied.map(place).toSorted().at(-1) ?? '';
  const late = migrations.find((migration) => place(migration) <= last);
  if (late !== undefined)
    return refused(`${late.name} comes before one that ran already: give it a number after ${last}.`);
  return { kind: 'pending', migrations };
}

const refused = (message: string): MigrationPlan => ({ kind: 'refused', message });

/** Makes the place where migrations are recorded; harmless where it is. */
export const recordQueries: readonly SqlQuery[] = [
  { query: 'create schema if not exists gantry' },
  {
    query:
      'create table if not exists gantry.migrations (name text primary key, sha256 text not null, sql text not null, ran_at timestamptz not null default now())',
  },
];

/** What ran, in order. */
export const appliedQuery: SqlQuery = { query: 'select name, sha256 from gantry.migrations order by name' };

/** One transaction that runs and records migrations and gives the app its rows; who waits for a lock for more than 5 s gives up. */
export function migrationQueries(migrations: readonly Migration[]): SqlQuery[] {
  return [
    { query: "select set_config('lock_timeout', '5s', true)" },
    ...migrations.flatMap(({ name, sha256, sql }): SqlQuery[] => [
      {
        query: 'insert into gantry.migrations (name, sha256, sql) values ($1, $2, $3)',
        params: [name, sha256, sql],
      },
      ...splitSql(sql).map(({ text }) => ({ query: text })),
    ]),
    { query: 'grant select, insert, update, delete on all tables in schema public to app' },
    { query: 'grant usage, select on all sequences in schema public to app' },
  ];
}
