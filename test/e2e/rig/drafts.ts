import type { Draft, SourceFile } from '../../../core/wire/draft.ts';

const page = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Adder</title>
  <meta name="description" content="Adds two numbers.">
</head>
<body><main><h1>Adder</h1><output id="sum"></output></main><script type="module" src="./main.js"></script></body>
</html>
`;

/** A node:test file that holds the code of one test and imports the shipped module. */
export const testFile = (code: string): string =>
  `import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { add } from '../src/add.js';\n${code}\n`;

export const addModule = 'export const add = (left, right) => left + right;\n';
export const passingTest: string = testFile("test('adds', () => assert.equal(add(1, 2), 3));");

const files: Readonly<Record<string, string>> = {
  'index.html': page,
  'main.js':
    "import { add } from './src/add.js';\n\ndocument.querySelector('#sum').textContent = String(add(1, 2));\n",
  'package.json': '{"type":"module","private":true}\n',
  'src/add.js': addModule,
  'test/add.test.js': passingTest,
};

/** A small whole app that passes everything, with files added or replaced. */
export function draftWith(changes: Readonly<Record<string, string>> = {}, slug = 'adder'): Draft {
  const all: SourceFile[] = Object.entries({ ...files, ...changes }).map(([path, content]) => ({
    path,
    content,
  }));
  return {
    app: { slug, title: 'Adder', summary: 'Adds two numbers.' },
    stack: 'static',
    files: all,
    notes: '',
    left_out: [],
  };
}

/** A heal: files whole, and null for those that go. */
export interface Heal {
  readonly diagnosis: string;
  readonly files: readonly { readonly path: string; readonly content: string | null }[];
}

/** A heal that gives the files whole. */
export const healWith = (
  changes: Readonly<Record<string, string | null>>,
  diagnosis = 'It was wrong; now it is not.',
): Heal => ({
  diagnosis,
  files: Object.entries(changes).map(([path, content]) => ({ path, content })),
});
