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
]);

describe('what a host serves', () => {
  test.each([
    ['/', 'index.html'],
    ['/?x=1', 'index.html'],
    ['/about', 'about/index.html'],
    ['/about/', 'about/index.html'],
    ['/a%20b.css#top', 'a b.css'],
    ['/api/read.md', 'api/read.md'],
    ['/api/sum.js', undefined],
    ['/../index.html', undefined],
    ['/%', undefined],
  ])('at %s is %s', (path, file) => expect(servedFileAt(files, path)).toBe(file));

  test.each([
    ['/api/sum?a=1', 'api/sum.js'],
    ['/api/list', 'api/list/index.py'],
    ['/api/_shared', undefined],
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
