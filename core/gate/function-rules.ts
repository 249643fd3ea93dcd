import type { SourceFile } from '../wire/draft.ts';
import type { Finding } from '../wire/policy.ts';

/** What a host takes for a function, or for a helper of one. */
const functionFile = /^api\/.+\.(?:[cm]?[jt]s|py)$/;

/** Judges whether a stack without functions has files that its host would run: such an app would be another one there than here. */
export function judgeFunctions({
  stack,
  files,
}: {
  readonly stack: string;
  readonly files: readonly SourceFile[];
}): Finding[] {
  if (stack !== 'static') return [];
  return files
    .filter(({ path }) => functionFile.test(path))
    .map(({ path }) => ({ rule: 'stack-without-functions', severity: 'fix', why: words, path }));
}

const words =
  'The stack static has no functions, and the host would run this file as one. Move it out of api/, or do its work in the page.';
