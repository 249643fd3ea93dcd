/** A node of a syntax tree, as far as a walk over it needs to know; what hangs on it has the names of the ESTree standard. */
export interface SourceNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** A node with the one above it. */
export interface Visited {
  readonly node: SourceNode;
  readonly above: Visited | undefined;
  readonly scope: Scope;
}

/** The names that a block or function declares. */
export interface Scope {
  readonly names: Set<string>;
  readonly outer: Scope | undefined;
  /** True where `var` ends up. */
  readonly isFunction: boolean;
}

export const isNode = (value: unknown): value is SourceNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** A child of a node by its name; undefined for none. */
export function childOf(node: SourceNode | undefined, key: string): SourceNode | undefined {
  const child = node?.[key];
  return isNode(child) ? child : undefined;
}

/** The children under a name that holds a list. */
export function childrenOf(node: SourceNode, key: string): readonly SourceNode[] {
  const children = node[key];
  return Array.isArray(children) ? children.filter(isNode) : [];
}

/** What an expression is when it is a fixed text: a literal, or a template without holes. */
export function fixedText(node: SourceNode | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  const isWhole = node?.type === 'TemplateLiteral' && childrenOf(node, 'expressions').length === 0;
  return isWhole ? firstText(node) : undefined;
}

/** A template up to its first hole. */
export function firstText(template: SourceNode): string {
  const [first] = childrenOf(template, 'quasis') as [SourceNode];
  return (first.value as { readonly cooked: string }).cooked;
}

export const nameOf = (node: SourceNode | undefined): string | undefined =>
  node?.type === 'Identifier' && typeof node.name === 'string' ? node.name : undefined;

/** The name of a member or property where it is fixed: `a.b`, `a['b']`. */
export function keyName(node: SourceNode, key: 'property' | 'key'): string | undefined {
  const child = childOf(node, key);
  return node.computed === true ? fixedText(child) : (nameOf(child) ?? fixedText(child));
}
