import { hash } from 'node:crypto';
import type { PodBundle } from '../../core/wire/pod.ts';
import type { BrokenFunction } from '../programs/pod-program.ts';
import { shippedModules } from './coverage.ts';

/** Each catches a name, which `default` is too. */
const inScript = [
  /^export[ \t]{1,9}(?:async[ \t]{1,9})?(?:function[ \t]{0,9}\*?|class)[ \t]{0,9}([\w$]{1,100})/gm,
  /^export[ \t]{1,9}(default)[ \t]{1,9}(?:async[ \t]{1,9})?(?:function\b|class\b|\([^\n]{0,300}=>|[\w$]{1,100}[ \t]{0,9}=>)/gm,
  /^export[ \t]{1,9}(?:const|let)[ \t]{1,9}([\w$]{1,100})[^=\n]{0,100}=[ \t]{0,9}(?:async[ \t]{1,9})?(?:function\b|\([^\n]{0,300}=>|[\w$]{1,100}[ \t]{0,9}=>)/gm,
];
const inPython = /^(?:async[ \t]{1,9})?(?:def|class)[ \t]{1,9}(\w{1,100})/gm;

/** The functions that modules which tests have loaded give to others, in an order that only the tree decides. */
export function breakableFunctions(
  bundle: Pick<PodBundle, 'files' | 'added' | 'tree_sha256'>,
  loaded: ReadonlySet<string>,
): readonly BrokenFunction[] {
  const all = shippedModules(bundle)
    .filter(({ path }) => loaded.has(path))
    .flatMap(({ path, content }) => namesIn(path, content).map((name) => ({ path, name })));
  const place = ({ path, name }: BrokenFunction): string =>
    hash('sha256', `${bundle.tree_sha256} ${path} ${name}`);
  return all
    .map((one) => ({ one, place: place(one) }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ one }) => one);
}

function namesIn(path: string, content: string): string[] {
  const patterns = path.endsWith('.py') ? [inPython] : inScript;
  const names = patterns.flatMap((pattern) => [...content.matchAll(pattern)].map(([, name]) => name));
  return [...new Set(names.filter((name) => name !== undefined))];
}
