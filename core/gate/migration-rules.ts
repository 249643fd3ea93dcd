import { migrationPath } from '../data/plan-migrations.ts';
import { type SqlStatement, splitSql } from '../data/split-sql.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { Finding } from '../wire/policy.ts';
import { isAgreedLoss } from './taken-away.ts';

/** What a migration makes or changes: tables and what belongs to them, and the rows that they begin with. */
const made = new Set(['table', 'index', 'view', 'type', 'domain', 'sequence', 'function', 'trigger']);
const ofRows = new Set(['insert', 'update', 'comment']);
/** Words between `create` and what is created. */
const between = new Set([
  'or',
  'replace',
  'unique',
  'materialized',
  'recursive',
  'constraint',
  'concurrently',
  'if',
  'not',
  'exists',
]);
/** What can be dropped without a row going with it. */
const withoutRows = new Set(['index', 'view', 'function', 'trigger']);

/** What is known of an app's migrations beside their text. */
interface KnownMigrations {
  /** What the owner agreed to lose with this change. */
  readonly drops?: readonly string[] | undefined;
  /** Paths of those that are as the version which is extended has them: they were judged then, and have run or will. */
  readonly settled?: ReadonlySet<string> | undefined;
}

/** Judges the migrations of a tree: their names, what they may say, and what would take data away that nobody agreed to lose. */
export function judgeMigrations(
  files: readonly SourceFile[],
  { drops = [], settled = new Set() }: KnownMigrations = {},
): Finding[] {
  return files.flatMap(({ path, content }) => {
    if (!path.startsWith('migrations/') || settled.has(path)) return [];
    if (!migrationPath.test(path)) return [fix('migration-name', path, nameWords)];
    return splitSql(content).flatMap((statement) => judgeStatement(path, statement, drops));
  });
}

const nameWords =
  'Migrations are migrations/0001_words.sql, 0002_… and so on: four digits, then small letters, digits and underscores. Nothing else lies in that folder.';

function judgeStatement(
  path: string,
  { text, words, line }: SqlStatement,
  drops: readonly string[],
): Finding[] {
  const [first = ''] = words;
  const thing = words.slice(1).find((word) => !between.has(word)) ?? '';
  if (isDestructive(first, thing, words))
    return isAgreedLoss(text, drops) ? [] : [fix('migration-destructive', path, destructiveWords, line)];
  const isAllowed = ofRows.has(first) || (['create', 'alter', 'drop'].includes(first) && made.has(thing));
  if (isAllowed && !words.includes('definer') && !isOfRoles(words)) return [];
  return [fix('migration-statement', path, statementWords, line)];
}

const isOfRoles = (words: readonly string[]): boolean =>
  words.some((word, at) => word === 'owner' && words[at + 1] === 'to');

function isDestructive(first: string, thing: string, words: readonly string[]): boolean {
  if (first === 'delete' || first === 'truncate') return true;
  if (first === 'drop') return made.has(thing) && !withoutRows.has(thing);
  if (first !== 'alter') return false;
  return words.some((word, at) => takesAway(word, words[at + 1] ?? '', words[at - 1] ?? ''));
}

/** `drop column a`, `drop a`, `alter column a type int`, `set data type`, `rename to`: what was there is gone, or the code before it breaks. */
function takesAway(word: string, next: string, before: string): boolean {
  if (word === 'rename') return true;
  if (word === 'drop')
    return !['constraint', 'default', 'not', 'identity', 'expression', 'trigger'].includes(next);
  return word === 'type' && before !== 'alter' && next !== '';
}

const statementWords =
  'A migration makes and changes tables, indexes, views, types, functions and triggers, and inserts or updates rows. It leaves out roles, grants, settings, transactions, COPY, extensions and SECURITY DEFINER: Gantry sees to what is needed of them.';
const destructiveWords =
  'This would take data away from people who use the app, or break the version that is live: DELETE, TRUNCATE, DROP TABLE or COLUMN, a new type of a column, a new name. Add a table or a column instead, and leave the old one. Only what `needs.drops` names may go: by DROP TABLE, ALTER TABLE DROP COLUMN, TRUNCATE or DELETE FROM, with plain names and without CASCADE.';

function fix(rule: string, path: string, why: string, line?: number): Finding {
  return { rule, severity: 'fix', why, path, ...(line !== undefined && { line }) };
}
