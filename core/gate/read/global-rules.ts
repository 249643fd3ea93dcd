import type { SourceNode, Visited } from './source-node.ts';
import { childOf, childrenOf, fixedText, keyName } from './source-node.ts';

/** Names of the engine's own whose use is looked at. */
export const namedGlobals: ReadonlySet<string> = new Set([
  'process',
  'require',
  'eval',
  'Function',
  'module',
  'globalThis',
  'window',
  'self',
  'global',
]);
const wholes = new Set(['globalThis', 'window', 'self', 'global']);

/** What a use of such a name breaks, and what it loads. */
interface Judged {
  readonly broken: readonly { readonly rule: string; readonly variable?: string }[];
  readonly required: readonly string[];
}
const nothing: Judged = { broken: [], required: [] };
const breaks = (rule: string): Judged => ({ broken: [{ rule }], required: [] });

/** Judges a place that names a global; that nothing declares the name there is known. */
export function judgeGlobal(visited: Visited): Judged {
  const name = visited.node.name as string;
  if (!wholes.has(name)) return judgeUse(name, visited);
  const member = memberAround(visited);
  return member === undefined ? nothing : judgeUse(keyName(member.node, 'property'), member);
}

function judgeUse(name: string | undefined, use: Visited): Judged {
  if (parentType(use) === 'UnaryExpression') return nothing;
  switch (name) {
    case 'eval':
      return breaks('eval-call');
    case 'Function':
      return isCalled(use) ? breaks('new-function') : nothing;
    case 'require':
      return judgeRequire(use);
    case 'module':
      return memberAround(use) !== undefined && pickedName(use) === 'require'
        ? breaks('import-computed')
        : nothing;
    case 'process':
      return judgeProcess(use);
    default:
      return nothing;
  }
}

function judgeRequire(use: Visited): Judged {
  const call = use.above?.node;
  if (isCalled(use) && call !== undefined) {
    const specifier = fixedText(childrenOf(call, 'arguments')[0]);
    return specifier === undefined ? breaks('import-computed') : { broken: [], required: [specifier] };
  }
  return breaks('import-computed');
}

/** What each part of `process` is: parts that are not listed are harmless. */
const partRules = new Map<string, string>([
  ...['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'mainModule', 'report'].map(
    (part) => [part, 'native-code'] as const,
  ),
  ...[
    'abort',
    'chdir',
    'initgroups',
    'kill',
    'reallyExit',
    'setegid',
    'seteuid',
    'setgid',
    'setgroups',
    'setuid',
  ].map((part) => [part, 'process-control'] as const),
]);

function judgeProcess(use: Visited): Judged {
  const member = memberAround(use);
  if (member !== undefined) return judgePart(keyName(member.node, 'property'), member);
  const names = destructured(use);
  if (names === undefined) return breaks('process-control');
  return { broken: names.flatMap((name) => judgePart(name, undefined).broken), required: [] };
}

function judgePart(part: string | undefined, member: Visited | undefined): Judged {
  if (part === undefined) return breaks('process-control');
  if (part !== 'env') {
    const rule = partRules.get(part);
    return rule === undefined ? nothing : breaks(rule);
  }
  return { broken: variablesOf(member).flatMap(readsVariable), required: [] };
}

/** The variables that a use of `process.env` names; one that is not known where it goes elsewhere. */
function variablesOf(env: Visited | undefined): readonly (string | undefined)[] {
  if (env === undefined) return [undefined];
  return memberAround(env) === undefined ? (destructured(env) ?? [undefined]) : [pickedName(env)];
}

function readsVariable(variable: string | undefined): Judged['broken'] {
  const rule = 'environment-read';
  if (variable === undefined) return [{ rule }];
  return variable === 'NODE_ENV' ? [] : [{ rule, variable }];
}

/** The names that `const { a, b } = x` takes out of x; undefined where x goes anywhere else. */
function destructured(use: Visited): readonly (string | undefined)[] | undefined {
  const parent = use.above?.node;
  const pattern = parent && (childOf(parent, 'id') ?? childOf(parent, 'left'));
  if (pattern?.type !== 'ObjectPattern' || (parent?.init !== use.node && parent?.right !== use.node))
    return undefined;
  return childrenOf(pattern, 'properties').map((property) => keyName(property, 'key'));
}

/** The member expression that picks something out of this one. */
function memberAround(use: Visited): Visited | undefined {
  const { above } = use;
  return above?.node.type === 'MemberExpression' && above.node.object === use.node ? above : undefined;
}

function pickedName(use: Visited): string | undefined {
  const member = memberAround(use);
  return member && keyName(member.node, 'property');
}

function isCalled({ node, above }: Visited): boolean {
  const parent: SourceNode | undefined = above?.node;
  return (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === node;
}

const parentType = ({ above }: Visited): string | undefined => above?.node.type;
