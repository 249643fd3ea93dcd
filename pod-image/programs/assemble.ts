import type { SourceFile } from '../../core/wire/draft.ts';

/** A static app ships its tree without `test/`, exactly: others compute this artifact's digest from the tree alone. */
export const assembleStatic = (files: readonly SourceFile[]): readonly SourceFile[] =>
  files.filter(({ path }) => !path.startsWith('test/'));

/**
 * A python app ships its front at the root (`public/` when it has one, else every file that is not Python) and its Python files where
 * they are, so that `api/*.py` may import the modules beside them.
 */
export function assemblePython(files: readonly SourceFile[]): readonly SourceFile[] {
  const shipped = files.filter(({ path }) => !isTest(path));
  const publicFront = shipped.filter(({ path }) => path.startsWith('public/'));
  const isPublic = publicFront.length > 0;
  const front = isPublic
    ? publicFront.map(({ path, content }) => ({ path: path.slice('public/'.length), content }))
    : shipped.filter(({ path }) => !path.endsWith('.py'));
  return [...front, ...shipped.filter(({ path }) => path.endsWith('.py') && !path.startsWith('public/'))];
}

const isTest = (path: string): boolean => /^tests?\//.test(path);
