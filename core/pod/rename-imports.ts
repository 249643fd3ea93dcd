import { parse } from 'acorn';

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly source?: unknown;
  /** Of calls alone. */
  readonly arguments: readonly unknown[];
  readonly callee?: { readonly name?: unknown };
  readonly value?: unknown;
}

const typedModule = /^\.{1,2}\/.*\.m?ts$/s;

/**
 * A script whose imports name TypeScript's modules by the names that these have once their types are stripped: `./sum.ts` becomes `./sum.js`.
 * Everything else keeps its place. A text that is no module comes back as it is.
 */
export function renameTypedImports(source: string): string {
  const named = specifiersOf(source).filter(
    ({ value }) => typeof value === 'string' && typedModule.test(value),
  );
  return named
    .toSorted((left, right) => right.start - left.start)
    .reduce((text, { end }) => `${text.slice(0, end - 'ts"'.length)}js${text.slice(end - 1)}`, source);
}

function specifiersOf(source: string): readonly SyntaxNode[] {
  try {
    const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    return literalsBelow(program);
  } catch {
    return [];
  }
}

function literalsBelow(root: unknown): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const open: unknown[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isNode(next)) found.push(...specifierOf(next));
    if (typeof next === 'object' && next !== null)
      open.push(...Object.values(next).filter((value) => value !== undefined));
  }
  return found;
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const isLiteral = (value: unknown): value is SyntaxNode => isNode(value) && value.type === 'Literal';

function specifierOf(node: SyntaxNode): SyntaxNode[] {
  const isRequire = node.type === 'CallExpression' && node.callee?.name === 'require';
  return [node.source, ...(isRequire ? node.arguments : [])].filter(isLiteral);
}
