import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGate } from '../../../core/gate/create-gate.ts';
import { loadPolicy } from '../../../core/gate/load-policy.ts';

const text = readFileSync(new URL('../../../policy.yaml', import.meta.url), 'utf8');
const gate = createGate({ policy: loadPolicy(text), policySha256: hash('sha256', text) });
const frame = {
  static: { 'index.html': '<p>', 'test/a.test.js': '' },
  node: { 'index.html': '<p>', 'package.json': '{}', 'test/a.test.js': '' },
  python: { 'index.html': '<p>', 'api/a.py': '', 'test/test_a.py': '' },
};
const found = (stack: keyof typeof frame, files: Readonly<Record<string, string>>) => {
  const all = Object.entries({ ...frame[stack], ...files }).map(([path, content]) => ({ path, content }));
  return gate({ stack, files: all })
    .findings.filter(({ severity }) => severity !== 'warn')
    .map(({ rule, path, line }) => `${rule} ${path}:${line}`);
};
const reads = "import fs from 'node:fs';\nexport const key = process.env.KEY;\n";
const breaks = (path: string) => [`file-access ${path}:1`, `environment-read ${path}:2`];

describe('what shipped code imports', () => {
  test.each([
    ['by its path', { 'src/leak.js': "import '../test/io.js';" }],
    ['without an ending', { 'src/a.ts': "export { key } from '../test/io';" }],
    ['over a file between', { 'src/a.js': "import './b.js';", 'src/b.js': "import '../test/io.js';" }],
    ['when it runs', { 'src/a.js': "await import('../test/io.js?x');" }],
    ['from a page', { 'index.html': '<script type="module" src="test/io.js"></script>' }],
    ['from a page’s script', { 'index.html': '<script type="module">import "/test/io.js"</script>' }],
    ['as a worker', { 'src/a.js': "new Worker(new URL('../test/io.js', import.meta.url));" }],
  ])('is judged as shipped code, wherever it lies: %s', (_, files) => {
    expect(found('static', { ...files, 'test/io.js': reads })).toEqual(breaks('test/io.js'));
  });

  test('is judged so by its short name for src/, which is no package of a node app', () => {
    const files = { 'src/a.ts': "import '@/b.ts';\n", 'src/b.ts': "import '@/../test/io.js';" };
    expect(found('node', { ...files, 'test/io.js': reads })).toEqual(breaks('test/io.js'));
    expect(found('static', { 'src/a.js': "import '@/b.js';" })).toEqual(['package-not-allowed src/a.js:1']);
  });

  test('is judged so in TypeScript, that is imported by the name it will have', () => {
    expect(found('node', { 'src/a.ts': "import '../test/io.js';", 'test/io.ts': reads })).toEqual(
      breaks('test/io.ts'),
    );
  });

  test.each([
    ['from test.io import key', 'test/io.py'],
    ['import tests.io', 'tests/io.py'],
    ['from tests import io', 'tests/io.py'],
    ['from ..test import io', 'test/io.py'],
    ['from ..test.io import key', 'test/io.py'],
    ['import test.io', 'test/io/__init__.py'],
  ])('is judged so in Python: %s', (line, path) => {
    const files = { 'api/a.py': `${line}\n`, [path]: "import os\nkey = os.environ['KEY']\n" };
    expect(found('python', files)).toEqual([`environment-read-python ${path}:2`]);
  });

  test('leaves tests in peace that nothing shipped imports', () => {
    const files = {
      'src/a.js': "import 'test/io.js';\nimport '//x.test/io.js';",
      'test/io.js': reads,
      'test/b.test.js': "import './io.js';",
    };
    expect(found('static', files).filter((said) => said.includes('test/'))).toEqual([]);
  });
});

describe('a function of a node app', () => {
  test('imports plain modules by their whole name, and so do those', () => {
    const files = {
      'api/a.js':
        "import { a } from '../src/a.js';\nimport data from '../data/x.json' with { type: 'json' };\nimport crypto from 'node:crypto';\n",
      'src/a.js': "import './b.js';\nexport const a = 1;\n",
      'src/b.js': '',
      'data/x.json': '{}',
      'src/page.jsx': "import { h } from 'preact';\nimport './a';\n",
    };
    expect(found('node', files)).toEqual([]);
  });

  test('may be TypeScript, and imports it by the name that it has or will have', () => {
    const files = {
      'api/a.ts': "import { a } from '../src/a.ts';\nimport { b } from '../src/b.mjs';\n",
      'src/a.ts': "import type { Strange } from 'strange';\nexport const a = 1;\n",
      'src/b.mts': 'export const b = 1;\n',
    };
    expect(found('node', files)).toEqual([]);
    expect(found('node', { 'api/a.ts': "import { z } from 'zod';" })).toEqual([
      'package-not-allowed api/a.ts:1',
    ]);
    expect(found('node', { 'api/a.ts': "import '../src/v.tsx';", 'src/v.tsx': '' })).toEqual([
      'function-import api/a.ts:1',
    ]);
  });

  test.each([
    ['a package', "import { h } from 'preact';", 'package-not-allowed'],
    ['what has to be built', "import '../src/view.jsx';", 'function-import'],
    ['a name without its ending', "import '../src/b';", 'function-import'],
    ['a file that is not there', "import '../src/none.js';", 'function-import'],
    ['another address', "import '/src/b.js?x';\nimport 'https://x.test/a.js';", 'function-import'],
    ['what lies in public', "import '../public/b.js';", 'function-import'],
    ['a short name that only a build knows', "import '@/b.js';", 'function-import'],
  ])('does not import %s', (_, line, rule) => {
    const files = { 'src/view.jsx': '', 'src/b.js': '', 'public/b.js': '' };
    expect(found('node', { ...files, 'api/a.js': 'export default 1;\n', 'api/b.js': line })).toContainEqual(
      expect.stringMatching(new RegExp(`^${rule} api/b\\.js:`)),
    );
    expect(
      found('node', {
        ...files,
        'api/a.js': "import '../src/c.js';",
        'src/c.js': line.replace('../', './../'),
      }),
    ).toContainEqual(expect.stringMatching(new RegExp(`^${rule} src/c\\.js:`)));
  });
});

test('reading throws nothing and answers the same, whatever stands in a file', () => {
  const piece = fc.constantFrom(
    'import ',
    'from ',
    "'fs'",
    '(',
    ')',
    '{',
    '}',
    '<a ',
    '>',
    '`${',
    '=>',
    'class ',
    '"""',
    'f"',
    '\n',
    '\\',
    ' as ',
    ',',
    '.',
    'os',
    'process',
    '*',
    '=',
    '/',
    'def ',
    '#',
    'é',
    '\u{1d4b6}',
    '<script>',
    '</script>',
    'require(',
    ';',
    ':',
    '1',
    'if ',
  );
  const content = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  const path = fc.constantFrom(
    'a.js',
    'a.jsx',
    'a.ts',
    'a.tsx',
    'a.py',
    'a.html',
    'a.svg',
    'api/a.js',
    'test/a.js',
  );
  fc.assert(
    fc.property(path, content, (at, source) => {
      expect(found('node', { [at]: source })).toEqual(found('node', { [at]: source }));
    }),
    { numRuns: 1_000 },
  );
});
