import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What an import may leave out, in the order in which a build looks for it. */
const leftOut = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.mts', '.json'];
const inFolder = leftOut.slice(1).map((ending) => `/index${ending}`);

/**
 * The address of a file of the app that an import means as a build reads it: `@/x` is in `src/`, `/x` in the root, endings may be left out, and
 * `x.js` may be written in TypeScript. Undefined where it means a package or nothing.
 */
export function resolveOwn(
  specifier: string,
  { parent, tree }: { readonly parent: string; readonly tree: string },
): string | undefined {
  const base = baseOf(specifier, parent, tree);
  if (base === undefined) return undefined;
  const { pathname, search } = base;
  const written = [pathname, pathname.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')];
  const candidates = written.flatMap((name) => [...leftOut, ...inFolder].map((ending) => name + ending));
  const found = candidates.map((name) => new URL(name + search, tree)).find(isFile);
  return found?.href.startsWith(tree) === true ? found.href : undefined;
}

function baseOf(specifier: string, parent: string, tree: string): URL | undefined {
  if (specifier.startsWith('@/')) return new URL(`src/${specifier.slice(2)}`, tree);
  if (/^\/(?!\/)/.test(specifier)) return new URL(specifier.slice(1), tree);
  return /^\.{1,2}\//.test(specifier) ? new URL(specifier, parent) : undefined;
}

function isFile(url: URL): boolean {
  return statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile() === true;
}
