import { firstSqlWord } from '../../core/data/split-sql.ts';
import type { SqlRefusal } from '../../core/wire/sql.ts';
import type { TwinRole } from './twin-request.ts';

const ofRows: ReadonlySet<string> = new Set([
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'with',
  'values',
  'table',
  'explain',
]);
/** A request is one transaction of one role, and neither is the request's to change. */
const ofSession: ReadonlySet<string> = new Set([
  ...['begin', 'start', 'commit', 'end', 'rollback', 'abort', 'savepoint', 'release', 'prepare', 'execute'],
  ...['set', 'reset', 'discard', 'copy', 'load', 'listen', 'vacuum', 'checkpoint'],
]);

/** Why a statement is not run for a role, or undefined: an app's read and write rows, and those of an owner leave the session alone. */
export function refuseStatement(role: TwinRole, sql: string): SqlRefusal | undefined {
  const word = firstSqlWord(sql) ?? '';
  if (role === 'app' ? ofRows.has(word) : !ofSession.has(word)) return undefined;
  const what = word === '' ? 'A text without a statement' : word.toUpperCase();
  const because =
    role === 'app'
      ? 'an app reads and writes rows; tables are made in migrations/'
      : 'it changes the session';
  return { message: `${what} is not run here: ${because}.`, code: '42501' };
}
