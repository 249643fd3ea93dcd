import { ruleOfBuiltIn } from './builtin-modules.ts';
import { judgeGlobal, namedGlobals } from './global-rules.ts';
import { type Grammar, parseSource } from './parse-source.ts';
import type { SourceNode, Visited } from './source-node.ts';
import { childOf, childrenOf, firstText, fixedText, keyName, nameOf } from './source-node.ts';
import { isGlobal, walkSource } from './walk-source.ts';

/** A rule of policy.yaml that a place breaks. */
export interface Broken {
  readonly rule: string;
  readonly line: number;
  /** Which environment variable is read, where the place says so. */
  readonly variable?: string;
  /** Where a picture is fetched from, where the place says so. */
  readonly pictures?: readonly string[];
}

/** What a file loads. */
export interface Reference {
  readonly specifier: string;
  readonly line: number;
  /** False for what is only an address, such as a worker's or an asset's. */
  readonly isImport: boolean;
}

/** What a source says of itself. */
export interface SourceFacts {
  readonly references: readonly Reference[];
  readonly broken: readonly Broken[];
}

type Found = Omit<Broken, 'line'> & { readonly at: number };
type Loaded = { readonly specifier: string | undefined; readonly at: number; readonly isImport: boolean };

/** Reads a script's or module's imports and what it does with the engine's own names; undefined for a text that cannot be read. */
export function readModule(text: string, grammar: Grammar): SourceFacts | undefined {
  const program = parseSource(text, grammar);
  if (program === undefined) return undefined;
  const found: Found[] = [];
  const loaded: Loaded[] = [];
  const globals: Visited[] = [];
  walkSource(program, (visited) => {
    const name = nameOf(visited.node);
    if (name !== undefined && namedGlobals.has(name)) globals.push(visited);
    loaded.push(...loadedBy(visited.node));
    if (setsMarkup(visited.node)) found.push({ rule: 'markup-from-data', at: visited.node.start });
  });
  for (const visited of globals) {
    if (!isGlobal(visited.node.name as string, visited.scope)) continue;
    const judged = judgeGlobal(visited);
    found.push(...judged.broken.map((broken) => ({ ...broken, at: visited.node.start })));
    loaded.push(
      ...judged.required.map((specifier) => ({ specifier, at: visited.node.start, isImport: true })),
    );
  }
  return toFacts(text, found, loaded);
}

function toFacts(text: string, found: readonly Found[], loaded: readonly Loaded[]): SourceFacts {
  const lineOf = lineCounter(text);
  const references = loaded.flatMap(({ specifier, at, isImport }) =>
    specifier === undefined ? [] : [{ specifier, line: lineOf(at), isImport }],
  );
  const rules = loaded.flatMap(({ specifier, at, isImport }): Found[] => {
    if (specifier === undefined) return [{ rule: 'import-computed', at }];
    const rule = isImport ? ruleOfImport(specifier) : undefined;
    return rule === undefined ? [] : [{ rule, at }];
  });
  return {
    references,
    broken: [...found, ...rules].map(({ at, ...broken }) => ({ ...broken, line: lineOf(at) })),
  };
}

function ruleOfImport(specifier: string): string | undefined {
  if (/^\s*(?:https?:)?\/\//i.test(specifier)) return 'remote-import';
  if (/^\s*(?:data|blob):/i.test(specifier)) return 'import-from-text';
  return ruleOfBuiltIn(specifier);
}

const importing = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'ImportExpression',
  'TSExternalModuleReference',
  'NewExpression',
]);

function loadedBy(node: SourceNode): Loaded[] {
  if (!importing.has(node.type) || node.importKind === 'type' || node.exportKind === 'type') return [];
  const at = node.start;
  if (node.type === 'NewExpression')
    return addressOf(node).map((specifier) => ({ specifier, at, isImport: false }));
  const source = childOf(node, 'source') ?? childOf(node, 'expression');
  if (source === undefined) return [];
  if (node.type !== 'ImportExpression') return [{ specifier: fixedText(source), at, isImport: true }];
  const own = addressOf(source);
  if (own.length > 0) return own.map((specifier) => ({ specifier, at, isImport: true }));
  return isWithinApp(source) ? [] : [{ specifier: fixedText(source), at, isImport: true }];
}

/** `new URL('./x.js', import.meta.url)`: an address of the app's own. */
function addressOf(node: SourceNode): string[] {
  const [text, base] = childrenOf(node, 'arguments');
  if (node.type !== 'NewExpression' || nameOf(childOf(node, 'callee')) !== 'URL' || base === undefined)
    return [];
  const specifier = fixedText(text);
  return specifier === undefined ? [] : [specifier];
}

/** A name that is put together, but begins in the app: a build lists what it may be. */
function isWithinApp(source: SourceNode): boolean {
  return (
    source.type === 'TemplateLiteral' &&
    fixedText(source) === undefined &&
    /^\.{1,2}\//.test(firstText(source))
  );
}

/** `x.innerHTML = …` with anything but fixed text. */
function setsMarkup(node: SourceNode): boolean {
  if (node.type !== 'AssignmentExpression') return false;
  const target = childOf(node, 'left');
  if (target?.type !== 'MemberExpression') return false;
  const isMarkup = ['innerHTML', 'outerHTML', 'srcdoc'].includes(keyName(target, 'property') ?? '');
  return isMarkup && fixedText(childOf(node, 'right')) === undefined;
}

function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let counted = 0;
  const lines: number[] = [];
  for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', newline + 1))
    lines.push(newline);
  return (offset) => {
    if (offset < counted) [line, counted] = [1, 0];
    while (line <= lines.length && (lines[line - 1] as number) < offset) line += 1;
    counted = offset;
    return line;
  };
}
