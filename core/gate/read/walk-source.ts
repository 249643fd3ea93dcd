import type { Scope, SourceNode, Visited } from './source-node.ts';
import { childOf, childrenOf, isNode, nameOf } from './source-node.ts';

/** What says nothing about what runs: places, and the types of TypeScript. */
const skippedKeys = new Set([
  'type',
  'start',
  'end',
  'loc',
  'range',
  'raw',
  'regex',
  'typeAnnotation',
  'typeParameters',
  'typeArguments',
  'returnType',
  'superTypeParameters',
  'superTypeArguments',
  'implements',
  'label',
  'meta',
]);
const typeOnly =
  /^TS(?!TypeAssertion)(?:Interface|TypeAlias|Declare|Abstract|Type|Index|Method|Property|Call|Construct)/;
const functions = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'StaticBlock',
  'TSModuleBlock',
]);
const blocks = new Set([
  'BlockStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'SwitchStatement',
  'CatchClause',
  'ClassExpression',
]);

/** Visits every node that may run, each with what is above it and the scope that it stands in; never deeper on the stack than one call. */
export function walkSource(program: SourceNode, visit: (visited: Visited) => void): void {
  const pending: Visited[] = [{ node: program, above: undefined, scope: makeScope(undefined, true) }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node } = next;
    if (node.declare === true || typeOnly.test(node.type)) continue;
    declare(node, next.scope);
    visit(next);
    pushChildren(pending, next);
  }
}

function makeScope(outer: Scope | undefined, isFunction: boolean): Scope {
  return { names: new Set(), outer, isFunction };
}

function pushChildren(pending: Visited[], above: Visited): void {
  const { node } = above;
  const scope = innerScope(above);
  for (const key in node) {
    if (isSkipped(node, key)) continue;
    for (const child of listOf(node[key])) pending.push({ node: child, above, scope });
  }
}

function listOf(child: unknown): readonly SourceNode[] {
  if (Array.isArray(child)) return child.filter(isNode);
  return isNode(child) ? [child] : [];
}

/** Names that refer to nothing: of members, properties and imports. A property's value is under `value`, which literals use as well. */
function isSkipped(node: SourceNode, key: string): boolean {
  if (key === 'value') return node.type === 'Literal' || node.type === 'TemplateElement';
  if (key === 'property' || key === 'key') return node.computed !== true;
  if (node.type === 'ImportDeclaration') return true;
  if (node.type === 'ExportSpecifier') return key === 'exported';
  return skippedKeys.has(key);
}

function innerScope({ node, scope }: Visited): Scope {
  if (functions.has(node.type)) {
    const inner = makeScope(scope, true);
    for (const parameter of childrenOf(node, 'params')) addNames(parameter, inner);
    return inner;
  }
  if (!blocks.has(node.type)) return scope;
  const inner = makeScope(scope, false);
  const own = childOf(node, node.type === 'CatchClause' ? 'param' : 'id');
  if (own !== undefined) addNames(own, inner);
  return inner;
}

/** Adds what a declaration names to the scope that holds it; those come before they are asked, as all questions wait for the walk's end. */
function declare(node: SourceNode, scope: Scope): void {
  if (node.type === 'VariableDeclaration') {
    const holder = node.kind === 'var' ? functionScope(scope) : scope;
    for (const declarator of childrenOf(node, 'declarations')) addNames(childOf(declarator, 'id'), holder);
  } else if (/^(?:Function|Class|TSEnum|TSModule)Declaration$/.test(node.type))
    addNames(childOf(node, 'id'), scope);
  else if (node.type === 'ImportDeclaration')
    for (const specifier of childrenOf(node, 'specifiers')) addNames(childOf(specifier, 'local'), scope);
}

function functionScope(scope: Scope): Scope {
  let holder = scope;
  // The program's own scope is a function's.
  while (!holder.isFunction) holder = holder.outer as Scope;
  return holder;
}

/** Every name that a pattern binds. */
function addNames(pattern: SourceNode | undefined, scope: Scope): void {
  const pending = pattern === undefined ? [] : [pattern];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const name = nameOf(node);
    if (name !== undefined) scope.names.add(name);
    for (const key of ['left', 'argument', 'value', 'parameter']) {
      const child = childOf(node, key);
      if (child !== undefined) pending.push(child);
    }
    pending.push(...childrenOf(node, 'elements'), ...childrenOf(node, 'properties'));
  }
}

/** True when no scope around a place declares the name, so that it is the engine's. */
export function isGlobal(name: string, scope: Scope): boolean {
  for (let around: Scope | undefined = scope; around !== undefined; around = around.outer)
    if (around.names.has(name)) return false;
  return true;
}
