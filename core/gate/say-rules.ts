import type { Stack } from '../wire/draft.ts';
import type { PatternRule, Policy } from '../wire/policy.ts';
import { compileGlobs } from './glob.ts';

/** Files that apps of a stack have, to tell which rules read any of them. */
const usualFiles: Readonly<Record<Stack, readonly string[]>> = {
  static: ['index.html', 'src/app.js', 'src/app.css', 'icon.svg', 'README.md'],
  node: ['index.html', 'src/app.js', 'src/app.jsx', 'src/app.css', 'icon.svg', 'README.md', 'api/item.js'],
  python: ['index.html', 'src/app.js', 'src/app.css', 'icon.svg', 'README.md', 'api/item.py'],
};

/** The rules that read apps of a stack, in the words in which authors are told of them; those that share their words are told once. */
export function sayRules(policy: Pick<Policy, 'forbidden' | 'secrets'>, stack: Stack): string[] {
  const said = [...policy.forbidden, ...policy.secrets]
    .filter((rule) => readsAny(rule, usualFiles[stack]))
    .map(({ say, why }) => say ?? why);
  return [...new Set(said)];
}

function readsAny({ paths = [] }: PatternRule, files: readonly string[]): boolean {
  return files.some(compileGlobs(paths));
}
