/** Modules of Node that give an app more than it may have, by the rule of policy.yaml that says so; all others are plain tools. */
const ruled: Readonly<Record<string, readonly string[]>> = {
  'shell-node': ['child_process', 'cluster'],
  'native-code': ['inspector', 'inspector/promises', 'module', 'repl', 'sea', 'trace_events', 'v8', 'wasi'],
  'raw-network': ['net', 'dgram', 'tls', 'http2', 'quic', 'vm', 'worker_threads'],
  'network-module': ['dns', 'dns/promises', 'http', 'https'],
  'file-access': ['fs', 'fs/promises', 'sqlite'],
  'environment-read': ['process'],
};
const plain = [
  'assert',
  'assert/strict',
  'async_hooks',
  'buffer',
  'console',
  'constants',
  'crypto',
  'diagnostics_channel',
  'events',
  'os',
  'path',
  'path/posix',
  'path/win32',
  'perf_hooks',
  'punycode',
  'querystring',
  'readline',
  'readline/promises',
  'stream',
  'stream/consumers',
  'stream/promises',
  'stream/web',
  'string_decoder',
  'sys',
  'test',
  'test/reporters',
  'timers',
  'timers/promises',
  'tty',
  'url',
  'util',
  'util/types',
  'zlib',
];
const ruleOfModule = new Map(
  Object.entries(ruled).flatMap(([rule, modules]) => modules.map((name) => [name, rule] as const)),
);
const builtIns = new Set([...ruleOfModule.keys(), ...plain]);
/** These have no name without the prefix: `test` is a package like any other. */
const prefixedOnly = new Set(['sea', 'sqlite', 'test', 'test/reporters']);

/** True for a module of Node's own. */
export function isBuiltIn(specifier: string): boolean {
  if (specifier.startsWith('node:')) return builtIns.has(specifier.slice('node:'.length));
  return builtIns.has(specifier) && !prefixedOnly.has(specifier);
}

/** The rule that a module of Node's own breaks, or undefined for a plain one and for any other. */
export function ruleOfBuiltIn(specifier: string): string | undefined {
  return isBuiltIn(specifier) ? ruleOfModule.get(specifier.replace(/^node:/, '')) : undefined;
}
