import type { SqlQuery, SqlRefusal, SqlResult } from '../../core/wire/sql.ts';

/** Who asks: the app, which reads and writes rows, or Gantry, which owns the tables. */
export type TwinRole = 'app' | 'owner';

/** The roles of every database, as Postgres knows them. */
export const postgresRoles = { app: 'app', owner: 'gantry_owner' } as const satisfies Record<
  TwinRole,
  string
>;

/** The files of a twin's sockets. */
export const socketNames = { app: 'app.sock', owner: 'owner.sock' } as const satisfies Record<
  TwinRole,
  string
>;

/** One request, which is one transaction. */
export interface TwinRequest {
  readonly role: TwinRole;
  readonly queries: readonly SqlQuery[];
  readonly isolation?: string;
  readonly isReadOnly?: boolean;
}

/** A refusal has every field that Neon answers, absent ones as null. */
export type TwinAnswer =
  | { readonly kind: 'done'; readonly results: readonly SqlResult[] }
  | { readonly kind: 'refused'; readonly refusal: SqlRefusal };

/** Isolation levels by the name that Neon's header gives them. */
export const isolationLevels: Readonly<Record<string, string>> = {
  ReadUncommitted: 'read uncommitted',
  ReadCommitted: 'read committed',
  RepeatableRead: 'repeatable read',
  Serializable: 'serializable',
};
