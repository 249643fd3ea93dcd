import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which library an app's JSX is made with. */
export type JsxSource = 'react' | 'preact';

/** Paths of an app's scripts, styles and pages among the files of its tree, in order. */
export function sourcePaths(root: string, ending: RegExp): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => ending.test(path))
    .toSorted();
}

/** A package of React's, whose own JSX would not fit another library's: `react-dom/client`, `lucide-react`, not `preact` or `./react.js`. */
const reactImport =
  /\b(?:from|import)\s{0,9}\(?\s{0,9}(['"])(?![./]|@\/)[^'"\n]{0,100}\breact\b[^'"\n]{0,100}\1/;

/** Reads what the app imports: React where any file has it, Preact elsewhere. A file may say otherwise by a pragma of its own. */
export function jsxSourceOf(root: string): JsxSource {
  const usesReact = sourcePaths(root, /\.(?:[cm]?[jt]s|[jt]sx)$/).some((path) =>
    reactImport.test(readFileSync(join(root, path), 'utf8')),
  );
  return usesReact ? 'react' : 'preact';
}
