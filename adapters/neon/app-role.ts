import { createHmac } from 'node:crypto';
import type { AskSql } from '../../core/data/ask-sql.ts';
import type { SqlQuery } from '../../core/wire/sql.ts';
import { unreachable } from './fault.ts';

const prepare: readonly SqlQuery[] = [
  { query: 'create schema if not exists gantry' },
  { query: 'revoke all on schema public from public' },
  { query: 'grant usage on schema public to app' },
  { query: `revoke create, temporary on database app from public` },
];

/** Sees to it that a branch has the role of the app, which reads and writes rows; with this password, or none to shut it out. */
export async function setAppRole(
  ask: AskSql,
  password: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const run = async (queries: readonly SqlQuery[]) => {
    const outcome = await ask(queries, { isReadOnly: false }, signal);
    if (outcome.kind === 'done') return outcome.results;
    throw unreachable({ cause: new Error(outcome.refusal.message) });
  };
  const [found] = await run([{ query: "select 1 from pg_roles where rolname = 'app'" }]);
  const login = password === undefined ? 'nologin' : `login password '${password}'`;
  if (found?.rows.length === 0) await run([{ query: `create role app ${login}` }, ...prepare]);
  else await run([{ query: `alter role app ${login}` }]);
}

/**
 * The password of the app's role on a branch: of that branch alone, and the same at every call, so that a deployment that is live keeps its own, also
 * once the key is another. It is made of the owner's, which Neon keeps, and which cannot be told from it.
 */
export const appPassword = (ownerUri: URL, branchId: string): string =>
  createHmac('sha256', ownerUri.password).update(`app role of ${branchId}`).digest('base64url');
