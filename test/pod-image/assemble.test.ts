import { expect, test } from 'vitest';
import { assemblePython, assembleStatic } from '../../pod-image/programs/assemble.ts';

const files = (...paths: readonly string[]) => paths.map((path) => ({ path, content: path }));
const pathsOf = (kept: readonly { readonly path: string }[]): string[] => kept.map(({ path }) => path);

test('a static artifact is its tree without test/, and nothing else is left out', () => {
  const tree = files(
    'index.html',
    'src/test/a.js',
    'test.js',
    'test/a.test.js',
    'test/deep/b.js',
    'tests/c.js',
  );
  expect(pathsOf(assembleStatic(tree))).toEqual(['index.html', 'src/test/a.js', 'test.js', 'tests/c.js']);
});

test('a python artifact has its front at the root and its functions where they are', () => {
  expect(
    pathsOf(assemblePython(files('public/index.html', 'api/sum.py', 'test/test_sum.py', 'notes.md'))),
  ).toEqual(['index.html', 'api/sum.py']);
  expect(pathsOf(assemblePython(files('index.html', 'api/sum.py', 'tests/test_sum.py')))).toEqual([
    'index.html',
    'api/sum.py',
  ]);
});
