/** A piece of Python that means something: a name, a sign, a string, or the end of a logical line. */
export interface PythonToken {
  readonly kind: 'name' | 'sign' | 'string' | 'end';
  readonly text: string;
  readonly line: number;
  /** True for what stands at the very beginning of a line: at the module's own level. */
  readonly isFirst: boolean;
}

const piece =
  /(?<gap>[ \t\f\r]+|\\\r?\n|#[^\n]*)|(?<end>\n)|(?<prefix>[A-Za-z]{0,2})(?<quote>"""|'''|"|')|(?<name>[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*)|(?<number>\d[\w.]*)|(?<sign>[\s\S])/uy;
const openers = new Set(['(', '[', '{']);
const closers = new Set([')', ']', '}']);

/** Cuts Python into tokens, in one pass over the text; strings that hold expressions give the tokens of those as well. */
export function pythonTokens(source: string): PythonToken[] {
  const state: State = { source, at: 0, line: 1, depth: 0, tokens: [] };
  while (state.at < source.length) step(state);
  push(state, 'end', '', state.line);
  return state.tokens;
}

interface State {
  readonly source: string;
  at: number;
  line: number;
  depth: number;
  readonly tokens: PythonToken[];
}

function push(state: State, kind: PythonToken['kind'], text: string, line: number, isFirst = false): void {
  state.tokens.push({ kind, text, line, isFirst });
}

function step(state: State): void {
  const { source } = state;
  const isFirst = state.at === 0 || source[state.at - 1] === '\n';
  piece.lastIndex = state.at;
  // The last choice takes any character.
  const { groups } = piece.exec(source) as { readonly groups: Readonly<Record<string, string | undefined>> };
  const text = source.slice(state.at, piece.lastIndex);
  const { line } = state;
  state.at = piece.lastIndex;
  state.line += text.includes('\n') ? 1 : 0;
  if (groups.quote !== undefined) readString(state, groups.prefix as string, groups.quote);
  // Python takes names in other letters for what they are in plain ones.
  else if (groups.name !== undefined) push(state, 'name', text.normalize('NFKC'), line, isFirst);
  else if (groups.end !== undefined && state.depth === 0) push(state, 'end', text, line);
  else if (groups.sign !== undefined) readSign(state, text, line);
}

function readSign(state: State, text: string, line: number): void {
  if (openers.has(text)) state.depth += 1;
  if (closers.has(text)) state.depth = Math.max(0, state.depth - 1);
  push(state, 'sign', text, line);
}

/** A string of one line ends with it, whole or not, as Python would refuse the file. */
function readString(state: State, prefix: string, quote: string): void {
  const { source, line } = state;
  const start = state.at;
  const end = endOfString(source, start, quote);
  const text = source.slice(start, end);
  state.at = source.startsWith(quote, end) ? end + quote.length : end;
  state.line += text.split('\n').length - 1;
  push(state, 'string', text, line);
  if (/[ft]/i.test(prefix)) readExpressions(state, text, line);
}

function readExpressions(state: State, text: string, line: number): void {
  for (const token of expressionsIn(text).flatMap(pythonTokens))
    if (token.kind !== 'end') push(state, token.kind, token.text, line);
}

function endOfString(source: string, start: number, quote: string): number {
  for (let at = start; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\\') at += 1;
    else if (source.startsWith(quote, at) || (character === '\n' && quote.length === 1)) return at;
  }
  return source.length;
}

/** What stands between braces; two braces are a plain one. */
function expressionsIn(text: string): string[] {
  return [...text.replaceAll('{{', '').matchAll(/\{([^{}]+)/g)].map(([, expression]) => expression as string);
}
