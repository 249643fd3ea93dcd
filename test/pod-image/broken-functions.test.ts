import { describe, expect, it } from 'vitest';
import { breakableFunctions } from '../../pod-image/supervisor/breakable-functions.ts';
import { buildInPod, bundleOf, filesOf, goodApp, testFile } from './support/pod-fixture.ts';
import { isPodIsolated, podIsolation } from './support/pod-isolation.ts';

const isolation = isPodIsolated ? podIsolation : 'node-permission';
const recipe = [{ step: 'test', program: 'node-test' }] as const;

const namesOf = (path: string, content: string): string[] =>
  breakableFunctions(
    { files: filesOf({ [path]: content }), tree_sha256: bundleOf({ files: goodApp }).tree_sha256 },
    new Set([path]),
  )
    .map(({ name }) => name)
    .toSorted();

describe('the functions that can be broken', () => {
  it('are those that a module gives to others, in JavaScript and TypeScript', () => {
    const content = [
      'export function plain() {}',
      'export async function* stream() {}',
      'export default function named() {}',
      'export class Shape {}',
      'export const arrow = (a, b = f(1)) => a;',
      'export const one = async x => x;',
      'export const typed: Reader = (input: string): string => input;',
      'export const number = 3;',
      'function own() {}',
      '  export function inner() {}',
    ].join('\n');
    expect(namesOf('src/a.ts', content)).toEqual(
      ['plain', 'stream', 'default', 'Shape', 'arrow', 'one', 'typed'].toSorted(),
    );
  });

  it('are functions and classes of a Python module', () => {
    const content =
      'def one():\n    def inner(): pass\nasync def two(): pass\nclass handler: pass\nthree = 3\n';
    expect(namesOf('api/a.py', content)).toEqual(['handler', 'one', 'two']);
  });

  it('come in an order that the tree decides, and from modules that tests have loaded', () => {
    const files = filesOf({
      'a.js': 'export function a() {}\nexport function b() {}',
      'c.js': 'export function c() {}',
    });
    const order = (tree_sha256: string): string =>
      breakableFunctions({ files, tree_sha256 }, new Set(['a.js']))
        .map(({ name }) => name)
        .join('');
    const orders = Array.from({ length: 16 }, (_, index) => order(`tree ${index}`));
    expect(new Set(orders)).toEqual(new Set(['ab', 'ba']));
    expect(order('tree 1')).toBe(orders[1]);
  });
});

const sums = {
  'src/add.js': 'export const add = (a, b) => a + b;\nexport function twice(a) { return add(a, a); }\n',
  'src/more.js':
    "import { add } from './add.js';\nexport function more(a) { return add(a, 1); }\nexport default () => 3;\n",
};

describe('an app whose functions are broken one at a time', () => {
  it('has tests that notice, and no word is lost about it', async () => {
    const test = "import { twice } from '../src/add.js';\nimport three, { more } from '../src/more.js';\n";
    const code = testFile(
      "test('adds', () => { assert.equal(add(1, 2), 3); assert.equal(twice(2), 4); assert.equal(more(1), 2); assert.equal(three(), 3); });",
    );
    const { report } = await buildInPod({
      files: { ...goodApp, ...sums, 'test/add.test.js': test + code },
      recipe: [...recipe],
      isolation,
    });
    expect(report).toMatchObject({ outcome: 'passed', broken: { tried: 2, noticed: 2, missed: [] } });
    expect(report.message).not.toContain('broken');
  });

  it('passes with tests that cannot fail, and the report says so', async () => {
    const test = "import { twice } from '../src/add.js';\nimport three, { more } from '../src/more.js';\n";
    const code = testFile("test('calls', () => { add(1, 2); twice(1); more(1); three(); });");
    const { report } = await buildInPod({
      files: { ...goodApp, ...sums, 'test/add.test.js': test + code },
      recipe: [...recipe],
      isolation,
    });
    expect(report).toMatchObject({ outcome: 'passed', coverage: { line_percent: 100 } });
    expect(report.broken).toMatchObject({ tried: 4, noticed: 0 });
    expect(report.broken?.missed.map(({ name }) => name).toSorted()).toEqual([
      'add',
      'default',
      'more',
      'twice',
    ]);
    expect(report.message).toContain('noticed 0 of 4 functions that were broken on purpose');
  });

  it.skipIf(!isPodIsolated)('may be written in Python', async () => {
    const files = (body: string) => ({
      'lib/sums.py': 'def add(a, b):\n    return a + b\n\ndef twice(a):\n    return add(a, a)\n',
      'test/test_sums.py': `import unittest\nfrom lib.sums import add, twice\nclass Sums(unittest.TestCase):\n    def test_sums(self):\n        ${body}\n`,
    });
    const build = (body: string) =>
      buildInPod({
        files: files(body),
        stack: 'python',
        recipe: [{ step: 'test', program: 'python-unittest' }],
      });
    const good = await build('self.assertEqual((add(1, 2), twice(2)), (3, 4))');
    expect(good.report).toMatchObject({ outcome: 'passed', broken: { tried: 2, noticed: 2 } });
    const empty = await build('add(1, 2), twice(2)');
    expect(empty.report).toMatchObject({ outcome: 'passed', broken: { tried: 2, noticed: 0 } });
  });
});
