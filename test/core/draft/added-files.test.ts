import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import type { AddedSource, WrittenApp } from '../../../core/draft/added-files.ts';
import { addedPaths, addFiles, authoredFiles } from '../../../core/draft/added-files.ts';

const needs = { data: false, secrets: [], origins: [] };
const app = (files: Readonly<Record<string, string>>): WrittenApp => ({
  needs,
  stack: 'static',
  files: Object.entries(files).map(([path, content]) => ({ path, content })),
});
const sources: readonly AddedSource[] = [
  { path: 'z.json', owner: 'gantry', content: ({ files }) => `${files.length}`, said: 'z.json is ours.' },
  {
    path: 'package.json',
    owner: 'author',
    content: ({ files }) => files.find(({ path }) => path === 'package.json')?.content.replace('^1', '1.2.3'),
    said: 'package.json has our version.',
  },
  { path: 'never.js', owner: 'gantry', content: () => undefined, said: 'never.js is ours.' },
];
const add = addFiles(nodeDigest, sources);
const sha256 = nodeDigest.sha256;

describe('what Gantry adds', () => {
  test('stands in the tree in byte order, and is known by its hash', () => {
    expect(add(app({ 'zz.js': 'b', 'a.js': 'a' }))).toEqual({
      files: [
        { path: 'a.js', content: 'a' },
        { path: 'z.json', content: '2' },
        { path: 'zz.js', content: 'b' },
      ],
      added: [{ path: 'z.json', sha256: sha256('2') }],
      remarks: [],
    });
  });

  test("takes the place of an author's file and says so, once it differs", () => {
    expect(add(app({ 'z.json': 'mine' }))).toMatchObject({
      files: [{ path: 'z.json', content: '1' }],
      remarks: ['z.json is ours.'],
    });
    expect(add(app({ 'z.json': '1' })).remarks).toEqual([]);
  });

  test("is only set right where the file stays the author's, which is judged on", () => {
    const { files, added, remarks } = add(app({ 'package.json': '{"x":"^1"}' }));
    expect(files.find(({ path }) => path === 'package.json')?.content).toBe('{"x":"1.2.3"}');
    expect(added.map(({ path }) => path)).toEqual(['z.json']);
    expect(remarks).toEqual(['package.json has our version.']);
  });

  test('is the same whatever the order of the files, and added twice it is added once', () => {
    const once = addFiles(nodeDigest)(app({ 'b.js': 'b', 'a.js': 'a' }));
    expect(addFiles(nodeDigest)(app({ 'a.js': 'a', 'b.js': 'b' }))).toEqual(once);
    expect(addFiles(nodeDigest)({ ...app({}), files: once.files })).toEqual(once);
    expect(once.added.map(({ path }) => path)).toEqual(['vercel.json']);
  });
});

test.each([
  ['node', true],
  ['python', true],
  ['static', false],
] as const)('in a %s app, addresses of functions stand in the host configuration: %s', (stack, stands) => {
  const { files } = addFiles(nodeDigest)({ ...app({ 'api/[id].js': '', 'api/[id].py': '' }), stack });
  expect(files.some(({ content }) => content.includes('rewrites'))).toBe(stands);
});

describe('a stored tree', () => {
  const { files, added } = add(app({ 'a.js': 'a' }));

  test('is shown to authors without what was added', () =>
    expect(authoredFiles(nodeDigest, files, added)).toEqual([{ path: 'a.js', content: 'a' }]));

  test('of version 0.1 is shown whole', () =>
    expect(authoredFiles(nodeDigest, files, undefined)).toEqual(files));

  test.each([
    ['other words at the path', [{ path: 'z.json', content: 'x' }]],
    ['the same words at another path', [{ path: 'y.json', content: '1' }]],
  ])('holds nothing of Gantry with %s', (_, others) =>
    expect([...addedPaths(nodeDigest, others, added)]).toEqual([]),
  );
});
