import { describe, expect, test } from 'vitest';
import { contentTypeOf, functionFileAt, servedFileAt } from '../../../core/pod/served-paths.ts';

const files = new Set([
  'index.html',
  'about/index.html',
  'a b.css',
  'api/sum.js',
  'api/list/index.py',
  'api/_shared.js',
  'api/read.md',
  'vercel.json',
  'migrations/0001_start.sql',
  'notes/vercel.json',
  'api/typed.ts',
  'api/typed.d.ts',
  'api/modern.mts',
  'api/component.tsx',
  'api/_folder/inner.js',
  'api/_folder/data.json',
  'api/node_modules/pack.js',
  'api/users/[id].js',
  'api/users/me.js',
  'api/users/[id]/posts/index.js',
  'api/files/[...rest].js',
  'api/files/notes.txt',
]);

describe('what a host serves', () => {
  test.each([
    ['/', 'index.html'],
    ['/?x=1', 'index.html'],
    ['/about', 'about/index.html'],
    ['/about/', 'about/index.html'],
    ['/a%20b.css#top', 'a b.css'],
    ['/api/read.md', 'api/read.md'],
    ['/notes/vercel.json', 'notes/vercel.json'],
    ['/vercel.json', undefined],
    ['/migrations/0001_start.sql', undefined],
    ['/api/sum.js', undefined],
    ['/api/_folder/data.json', undefined],
    ['/api/component.tsx', undefined],
    ['/api/files/notes.txt', 'api/files/notes.txt'],
    ['/../index.html', undefined],
    ['/%', undefined],
  ])('at %s is %s', (path, file) => expect(servedFileAt(files, path)).toBe(file));

  test.each([
    ['/api/sum?a=1', 'api/sum.js'],
    ['/api/list', 'api/list/index.py'],
    ['/api/_shared', undefined],
    ['/api/sum.js', undefined],
    ['/api/read.md', undefined],
    ['/api/typed', 'api/typed.ts'],
    ['/api/typed.d', undefined],
    ['/api/modern', 'api/modern.mts'],
    ['/api/_folder/inner', undefined],
    ['/api/node_modules/pack', undefined],
    ['/api/component', undefined],
    ['/api/users/7', 'api/users/[id].js'],
    ['/api/users/me', 'api/users/me.js'],
    ['/api/users/7/posts', 'api/users/[id]/posts/index.js'],
    ['/api/users/', undefined],
    ['/api/users/%', undefined],
    ['/api/files/a', 'api/files/[...rest].js'],
    ['/api/files/a/b/c', 'api/files/[...rest].js'],
    ['/api/files', undefined],
    ['/api/files/notes.txt', undefined],
    ['/api/none', undefined],
    ['/index', undefined],
    ['/%', undefined],
  ])('as a function at %s is %s', (path, file) => expect(functionFileAt(files, path)).toBe(file));

  test.each([
    ['text/html', 'text/html; charset=utf-8'],
    ['image/png', 'image/png'],
    [undefined, 'application/octet-stream'],
    [Object.prototype, 'application/octet-stream'],
  ])('has of the type %s the header %s', (type, header) => expect(contentTypeOf(type)).toBe(header));
});
