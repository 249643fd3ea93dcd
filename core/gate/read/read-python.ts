import {
  hasRuledNames,
  ruleOfInnerName,
  ruleOfPythonBuiltin,
  ruleOfPythonModule,
  ruleOfPythonName,
} from './python-modules.ts';
import type { PythonToken } from './python-tokens.ts';
import { pythonTokens } from './python-tokens.ts';
import type { Broken, Reference, SourceFacts } from './read-module.ts';

interface State {
  readonly tokens: readonly PythonToken[];
  at: number;
  /** What a name of the file stands for: `o` for `os` after `import os as o`. */
  readonly modules: Map<string, string>;
  readonly own: Set<string>;
  /** Tokens of import statements: they use nothing. */
  readonly imports: Set<number>;
  readonly references: Reference[];
  readonly broken: Broken[];
}

/** Reads what Python imports and what it does with modules and built-in functions, under whatever name; modules in another's folder come with dots. */
export function readPython(source: string): SourceFacts {
  const state: State = {
    tokens: pythonTokens(source),
    at: 0,
    modules: new Map(),
    own: new Set(),
    imports: new Set(),
    references: [],
    broken: [],
  };
  // Imports first: a function may use a name that is imported below it.
  for (state.at = 0; state.at < state.tokens.length; state.at += 1) readStatement(state);
  for (let at = 0; at < state.tokens.length; at += 1) readUse(state, at);
  const { references, broken } = state;
  return { references, broken };
}

const textAt = ({ tokens }: State, at: number): string =>
  tokens[at]?.kind === 'string' ? '' : (tokens[at]?.text ?? '');
const isName = ({ tokens }: State, at: number): boolean => tokens[at]?.kind === 'name';

function readStatement(state: State): void {
  if (!isName(state, state.at)) return;
  const word = textAt(state, state.at);
  const start = state.at;
  if (word === 'import') readImport(state);
  else if (word === 'from') readFrom(state);
  else if (state.tokens[start]?.isFirst === true) readDefinition(state, word);
  for (let at = start; at < state.at; at += 1) state.imports.add(at);
}

/** What the module itself names takes the place of the built-in of that name. */
function readDefinition({ tokens, at, own }: State, word: string): void {
  // Behind every name there is at least the end.
  const next = tokens[at + 1] as PythonToken;
  if (word === 'def' || word === 'class') own.add(next.text);
  else if (next.text === '=' && tokens[at + 2]?.text !== '=') own.add(word);
}

/** `import a.b as c, d` */
function readImport(state: State): void {
  const { line } = state.tokens[state.at] as PythonToken;
  do {
    state.at += 1;
    const module = readDotted(state);
    if (module === '') return;
    note(state, module, line, ruleOfPythonModule(module));
    const alias = readAlias(state);
    if (alias === undefined)
      state.modules.set(module.split('.')[0] as string, module.split('.')[0] as string);
    else state.modules.set(alias, module);
  } while (textAt(state, state.at) === ',');
}

/** `from a.b import (c as d, e)`; a cause that is raised has no `import` after it. */
function readFrom(state: State): void {
  const { line } = state.tokens[state.at] as PythonToken;
  const start = state.at;
  state.at += 1;
  const module = readDotted(state);
  if (textAt(state, state.at) !== 'import' || module === '') {
    state.at = start;
    return;
  }
  note(state, module, line, ruleOfPythonModule(module));
  do {
    state.at += 1;
    if (textAt(state, state.at) === '(') state.at += 1;
    const name = textAt(state, state.at);
    if (!isName(state, state.at) && name !== '*') return;
    state.at += 1;
    const alias = readAlias(state) ?? name;
    readImportedName(state, module, { name, alias, line });
  } while (textAt(state, state.at) === ',');
}

function readImportedName(
  state: State,
  module: string,
  { name, alias, line }: { readonly name: string; readonly alias: string; readonly line: number },
): void {
  if (name === '*') {
    if (hasRuledNames(module)) state.broken.push({ rule: 'import-computed', line });
    return;
  }
  const rule = ruleOfPythonName(module, name);
  if (rule !== undefined && ruleOfPythonModule(module) === undefined) state.broken.push({ rule, line });
  state.references.push({
    specifier: module.endsWith('.') ? module + name : `${module}.${name}`,
    line,
    isImport: false,
  });
  state.modules.set(alias, `${module}.${name}`);
}

function note(state: State, module: string, line: number, rule: string | undefined): void {
  state.references.push({ specifier: module, line, isImport: true });
  if (rule !== undefined) state.broken.push({ rule, line });
}

/** A dotted name from here on, leading dots included. */
function readDotted(state: State): string {
  let name = '';
  for (; isName(state, state.at) || textAt(state, state.at) === '.'; state.at += 1) {
    const text = textAt(state, state.at);
    if (/^(?:import|as)$/.test(text) || (text !== '.' && name !== '' && !name.endsWith('.'))) break;
    name += text;
  }
  return name;
}

function readAlias(state: State): string | undefined {
  if (textAt(state, state.at) !== 'as') return undefined;
  state.at += 2;
  return textAt(state, state.at - 1);
}

function readUse(state: State, at: number): void {
  if (!isName(state, at) || state.imports.has(at)) return;
  const name = textAt(state, at);
  const { line } = state.tokens[at] as PythonToken;
  const isPicked = textAt(state, at - 1) === '.';
  const inner = ruleOfInnerName(name);
  const rule = inner ?? ruleOfPythonBuiltin(name);
  if (rule !== undefined && (isPicked ? inner !== undefined : isBuiltin(state, name, at))) {
    state.broken.push({ rule, line });
    return;
  }
  if (!isPicked) readMembers(state, at, line);
}

/** Not what the file defines itself, an argument's name or what is being defined. */
function isBuiltin(state: State, name: string, at: number): boolean {
  const isDefined =
    state.own.has(name) || state.modules.has(name) || /^(?:def|class|import|as)$/.test(textAt(state, at - 1));
  return !isDefined && (textAt(state, at + 1) !== '=' || textAt(state, at + 2) === '=');
}

/** `os.system`, `o.system`, `urllib.request.urlopen`: what is picked out of a module, name by name. */
function readMembers(state: State, at: number, line: number): void {
  let module = state.modules.get(textAt(state, at));
  // Where it goes from there nobody sees.
  if (isWhole(module) && textAt(state, at + 1) !== '.') state.broken.push({ rule: 'import-computed', line });
  for (
    let dot = at + 1;
    module !== undefined && textAt(state, dot) === '.' && isName(state, dot + 1);
    dot += 2
  ) {
    const name = textAt(state, dot + 1);
    const rule = ruleOfPythonModule(module) === undefined ? ruleOfPythonName(module, name) : undefined;
    if (rule !== undefined) {
      state.broken.push({ rule, line, ...variableRead(state, name, dot + 2) });
      return;
    }
    module = `${module}.${name}`;
  }
}

/** The variable that `os.environ['X']`, `os.environ.get('X')` or `os.getenv('X')` reads. */
function variableRead(state: State, name: string, at: number): Pick<Broken, 'variable'> {
  if (name !== 'environ' && name !== 'getenv') return {};
  const isPicked = name === 'environ' && textAt(state, at) === '.' && textAt(state, at + 1) === 'get';
  const open = isPicked ? at + 2 : at;
  const token = state.tokens[open + 1];
  const opens = name === 'environ' && !isPicked ? '[' : '(';
  const isRead = textAt(state, open) === opens && token?.kind === 'string' && endsName(state, open + 2);
  return isRead ? { variable: token.text } : {};
}

/** A name that something is joined to is another name. */
const endsName = (state: State, at: number): boolean => /^[\]),]$/.test(textAt(state, at));

/** A module that holds the whole machine, and that is only taken apart by name. */
const isWhole = (module: string | undefined): boolean =>
  module === 'os' || module === 'sys' || module === 'builtins';
