import type { SqlQuery, SqlRefusal, SqlResult } from '../wire/sql.ts';

/** How a transaction came out; a refused one has changed nothing. */
export type SqlOutcome =
  | { readonly kind: 'done'; readonly results: readonly SqlResult[] }
  | { readonly kind: 'refused'; readonly refusal: SqlRefusal };

/** Runs statements as one transaction of a database's owner. Throws DependencyFailed where the database cannot be reached. */
export type AskSql = (
  queries: readonly SqlQuery[],
  options: { readonly isReadOnly: boolean },
  signal: AbortSignal,
) => Promise<SqlOutcome>;

/** A name as SQL has it, whatever it holds. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
