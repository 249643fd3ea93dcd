/** One statement of a text of SQL, without its semicolon. */
export interface SqlStatement {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** Its keywords and names outside quotes and comments, in lower case. */
  readonly words: readonly string[];
}

interface Reading {
  readonly sql: string;
  readonly statements: SqlStatement[];
  readonly lineOf: (at: number) => number;
  at: number;
  start: number | undefined;
  depth: number;
  words: string[];
}

/** As Postgres reads them: a line comment ends at either line end, an E string knows backslashes, and what is not closed goes to the end. */
const tokens =
  /(?<blank>[ \t\n\r\f\v]+|--[^\n\r]*)|(?<comment>\/\*)|(?<quoted>[eE]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*(?:'|$)|'[^']*(?:''[^']*)*(?:'|$)|"[^"]*(?:""[^"]*)*(?:"|$))|(?<dollar>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<other>\$?\d+[\w.]*|.)/sy;

type Token = Readonly<
  Partial<Record<'blank' | 'comment' | 'quoted' | 'dollar' | 'word' | 'other', string>>
> & {
  readonly end: number;
};

/** There is one at every place: the last alternative takes any character. */
function tokenAt(sql: string, at: number): Token {
  tokens.lastIndex = at;
  const { groups } = tokens.exec(sql) as RegExpExecArray;
  return { ...groups, end: tokens.lastIndex };
}

/** Splits SQL into its statements, at semicolons that stand outside quotes, comments and parentheses; in time linear to its length. */
export function splitSql(sql: string): SqlStatement[] {
  const reading: Reading = {
    sql,
    statements: [],
    lineOf: countLines(sql),
    at: 0,
    start: undefined,
    depth: 0,
    words: [],
  };
  while (reading.at < sql.length) readToken(reading);
  endStatement(reading);
  return reading.statements;
}

function readToken(reading: Reading): void {
  const from = reading.at;
  const { blank, comment, dollar, word, other, end } = tokenAt(reading.sql, from);
  reading.at = end;
  if (blank !== undefined) return;
  if (comment !== undefined) {
    reading.at = endOfComment(reading.sql, reading.at);
    return;
  }
  if (other === ';' && reading.depth === 0) {
    endStatement(reading, from);
    return;
  }
  reading.start ??= from;
  if (word !== undefined) reading.words.push(word.toLowerCase());
  if (dollar !== undefined) reading.at = endOfDollarQuote(reading.sql, reading.at, dollar);
  if (other === '(') reading.depth += 1;
  if (other === ')') reading.depth = Math.max(0, reading.depth - 1);
}

function endStatement(reading: Reading, end = reading.sql.length): void {
  const { sql, start, words } = reading;
  if (start !== undefined) {
    reading.statements.push({ text: sql.slice(start, end).trimEnd(), line: reading.lineOf(start), words });
  }
  reading.start = undefined;
  reading.words = [];
}

/** Comments nest. */
function endOfComment(sql: string, from: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  let depth = 1;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

function endOfDollarQuote(sql: string, from: number, tag: string): number {
  const end = sql.indexOf(tag, from);
  return end === -1 ? sql.length : end + tag.length;
}

/** The line of one place after the other, each further on than the last. */
function countLines(sql: string): (at: number) => number {
  let line = 1;
  let from = 0;
  return (at) => {
    line += sql.slice(from, at).split('\n').length - 1;
    from = at;
    return line;
  };
}

/** The first word of a text of SQL, in lower case: what kind of statement it is. Undefined where it begins with none. */
export function firstSqlWord(sql: string): string | undefined {
  let at = 0;
  while (at < sql.length) {
    const { blank, comment, word, other, end } = tokenAt(sql, at);
    at = end;
    if (comment !== undefined) at = endOfComment(sql, at);
    else if (blank === undefined && other !== '(') return word?.toLowerCase();
  }
  return undefined;
}
