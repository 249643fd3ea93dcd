import type { SourceFile } from '../../wire/draft.ts';
import { grammarOf } from './parse-source.ts';
import type { SourceFacts } from './read-module.ts';
import { readModule } from './read-module.ts';
import { readPage } from './read-page.ts';
import { readPython } from './read-python.ts';

/** What a file loads and does; `mapped` are bare names that a page leads to files of its own. */
export interface ReadSource extends SourceFacts {
  readonly mapped?: readonly string[];
}

const isPage = (path: string): boolean => /\.(?:html?|svg)$/i.test(path);
const isPython = (path: string): boolean => /\.pyw?$/i.test(path);

/** Reads a file by its ending; undefined for what has no grammar here, or cannot be read by it. */
export function readSource({ path, content }: SourceFile): ReadSource | undefined {
  const grammar = grammarOf(path);
  if (grammar !== undefined) return readModule(content, grammar);
  if (isPage(path)) return readPage(content);
  return isPython(path) ? readPython(content) : undefined;
}

const scriptRules: ReadonlySet<string> = new Set([
  'shell-node',
  'native-code',
  'raw-network',
  'network-module',
  'file-access',
  'environment-read',
  'eval-call',
  'process-control',
  'import-computed',
]);
const pythonRules: ReadonlySet<string> = new Set([
  'shell-python',
  'native-code',
  'raw-network',
  'network-module',
  'file-access',
  'environment-read-python',
  'eval-python',
  'import-computed',
]);

/** Rules that reading decides: what a pattern finds of them in a file that was read is a word in a text or a comment. */
export function decidedIn(path: string): ReadonlySet<string> {
  return isPython(path) ? pythonRules : scriptRules;
}
