import { describe, expect, test } from 'vitest';
import {
  dynamicRoutes,
  functionRewrites,
  matchRoute,
  routeOfFunction,
  withRouteParameters,
} from '../../../core/pod/function-routes.ts';

describe('the address of a function', () => {
  test.each([
    ['api/sum.js', '/api/sum', {}],
    ['api/index.js', '/api', {}],
    ['api/list/index.ts', '/api/list', {}],
    ['api/users/[id].js', '/api/users/7', { id: '7' }],
    ['api/users/[user-id].js', '/api/users/a%20b', { 'user-id': 'a b' }],
    ['api/[kind]/[id].py', '/api/users/7?x=1#top', { kind: 'users', id: '7' }],
    ['api/[kind]/index.mjs', '/api/users', { kind: 'users' }],
    ['api/files/[...rest].js', '/api/files/a/b%2Fc', { rest: 'a/b/c' }],
    ['api/users/[id].js', '/api/users/7/posts', undefined],
    ['api/users/[id].js', '/api/groups/7', undefined],
    ['api/users/[id].js', '/api/users/', undefined],
    ['api/users/[id].js', '/api/users/%', undefined],
    ['api/files/[...rest].js', '/api/files', undefined],
    ['api/[...rest]/more.js', '/api/[...rest]/more', {}],
    ['api/[a b].js', '/api/x', undefined],
  ])('of %s has at %s the parameters %j', (file, path, parameters) => {
    expect(matchRoute(routeOfFunction(file), path)).toEqual(parameters);
  });

  test.each([
    ['api/sum.js', '/api/sum?a=1', '/api/sum?a=1'],
    ['api/users/[id].js', '/api/groups/7?id=8', '/api/groups/7?id=8'],
    ['api/users/[id].js', '/api/users/7', '/api/users/7?id=7'],
    ['api/users/[id].js', '/api/users/7?x=1&x=2&id=8&id=9', '/api/users/7?x=1&x=2&id=7'],
    ['api/users/[id].js', '/api/users/7?q=a%3Fb#top', '/api/users/7?q=a%3Fb&id=7'],
    ['api/[...rest].js', '/api/a/b', '/api/a/b?rest=a%2Fb'],
  ])('of %s is seen by it at %s as %s', (file, url, seen) => {
    expect(withRouteParameters(file, url)).toBe(seen);
  });

  test('with placeholders is asked after longer ones, by its fixed words, and a catch-all last', () => {
    const files = [
      'api/[...all].js',
      'api/_[id].js',
      'api/sum.js',
      'index.html',
      'api/[id].js',
      'api/b/[id].py',
      'api/a/[id].js',
      'api/[kind]/x.js',
      'api/[kind]/[id].js',
      'api/[kind]/[id]/more.ts',
      'api/docs/[...all].js',
    ];
    expect(dynamicRoutes(files).map(({ file }) => file)).toEqual([
      'api/[kind]/[id]/more.ts',
      'api/a/[id].js',
      'api/b/[id].py',
      'api/[kind]/x.js',
      'api/[kind]/[id].js',
      'api/[id].js',
      'api/docs/[...all].js',
      'api/[...all].js',
    ]);
  });
});

describe('what tells Vercel of these addresses', () => {
  test('names every function with a placeholder, its parameters in the query', () => {
    const files = ['api/x.js', 'api/users/[id]/index.ts', 'api/a/[...rest].js', 'api/[x]/[y-z].py'];
    expect(functionRewrites(files)).toEqual([
      { source: '/api/users/:p2', destination: '/api/users/[id]?id=:p2' },
      { source: '/api/:p1/:p2', destination: '/api/[x]/[y-z]?x=:p1&y-z=:p2' },
      { source: '/api/a/:p2(.+)', destination: '/api/a/[...rest]?rest=:p2' },
    ]);
  });

  test('leaves a name that its patterns would misread to its own rules', () => {
    expect(functionRewrites(['api/a+b/[id].js'])).toEqual([]);
  });
});
