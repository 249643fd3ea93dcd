import { expect, test } from 'vitest';
import {
  assembleFunctions,
  assemblePython,
  assembleStatic,
  copiedFiles,
} from '../../../core/pod/assemble.ts';

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

test('a node artifact has its functions and the plain modules beside them as they are, and a manifest that installs nothing', () => {
  const tree = files(
    'api/a.js',
    'api/deep/b.mjs',
    'api/note.md',
    'index.html',
    'public/c.js',
    'public/api/d.js',
    'server.js',
    'src/a.js',
    'src/data.json',
    'src/view.jsx',
    'src/view.tsx',
    'src/typed.ts',
    'api/typed.mts',
    'test/a.js',
  );
  const shipped = [
    'api/a.js',
    'api/deep/b.mjs',
    'src/a.js',
    'src/data.json',
    'src/typed.ts',
    'api/typed.mts',
    'package.json',
  ];
  expect(pathsOf(assembleFunctions(tree))).toEqual(shipped);
  expect(pathsOf(copiedFiles('node', tree))).toEqual([...shipped, 'c.js']);
  expect(assembleFunctions(files('index.html', 'src/a.js'))).toEqual([]);
});

test.each([
  ['static', ['index.html', 'vercel.json']],
  ['node', ['vercel.json']],
  ['python', ['index.html', 'vercel.json']],
] as const)("a %s artifact has the host's configuration of the tree's root and no other", (stack, paths) => {
  const front = stack === 'static' ? 'index.html' : 'public/index.html';
  const tree = files(front, 'vercel.json', ...(stack === 'static' ? [] : ['public/vercel.json']));
  const made = copiedFiles(stack, tree).filter(({ path }) => stack !== 'node' || path !== 'index.html');
  expect(made.map(({ path }) => path)).toEqual(paths);
  expect(made.at(-1)?.content).toBe('vercel.json');
});

test.each([
  ['{"type":"commonjs","scripts":{"build":"x"}}', '{"type":"commonjs","private":true}\n'],
  ['{"type":"module"}', '{"type":"module","private":true}\n'],
  ['{}', '{"type":"module","private":true}\n'],
  ['not json', '{"type":"module","private":true}\n'],
])('the manifest of functions says how their modules are read: %s', (content, manifest) => {
  const tree = [...files('api/a.js'), { path: 'package.json', content }];
  expect(assembleFunctions(tree).at(-1)).toEqual({ path: 'package.json', content: manifest });
});

test('a python artifact has the list of its packages, wherever its front lies, and once', () => {
  const requirements = 'requirements.txt';
  expect(
    pathsOf(assemblePython(files('public/index.html', requirements, 'api/requirements.txt', 'api/sum.py'))),
  ).toEqual(['index.html', requirements, 'api/sum.py']);
  expect(pathsOf(assemblePython(files('index.html', requirements, 'api/sum.py')))).toEqual([
    'index.html',
    requirements,
    'api/sum.py',
  ]);
  expect(
    pathsOf(assemblePython(files('public/index.html', 'public/requirements.txt', requirements))),
  ).toEqual(['index.html', requirements]);
});

test('what the tree alone decides is all of a static and of a python artifact', () => {
  const tree = files('index.html', 'api/a.py', 'test/a.py');
  expect(copiedFiles('static', tree)).toEqual(assembleStatic(tree));
  expect(copiedFiles('python', tree)).toEqual(assemblePython(tree));
});
