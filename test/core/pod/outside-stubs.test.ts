import { describe, expect, test } from 'vitest';
import type { OutsideStub } from '../../../core/pod/outside-stubs.ts';
import {
  answerFromStubs,
  askableStubs,
  readStubs,
  shapeDifference,
} from '../../../core/pod/outside-stubs.ts';

const api = 'https://api.example.com';
const read = (files: Readonly<Record<string, unknown>>, origins: readonly string[] = [api]) =>
  readStubs(
    Object.entries(files).map(([path, content]) => ({
      path,
      content: typeof content === 'string' ? content : JSON.stringify(content),
    })),
    origins,
  );
const stub = (url: string, body: unknown, method = 'GET') => ({
  request: { method, url: `${api}${url}` },
  answer: { body },
});
const stubsOf = (...all: readonly unknown[]): readonly OutsideStub[] =>
  read({ 'test/outside/a.json': all }).stubs;

describe('what an author says of the outside', () => {
  test('is read from test/outside, one answer or several a file', () => {
    const { stubs, faults } = read({
      'test/outside/a.json': { request: { url: `${api}/a` }, answer: {} },
      'tests/outside/b.json': [stub('/b', {}), stub('/c', {})],
      'test/outside/deep/d.json': stub('/d', {}),
      'src/outside/e.json': 'x',
    });
    expect(stubs.map(({ path, request }) => `${path} ${request.method} ${request.url}`)).toEqual([
      `test/outside/a.json GET ${api}/a`,
      `tests/outside/b.json GET ${api}/b`,
      `tests/outside/b.json GET ${api}/c`,
    ]);
    expect(faults).toEqual([]);
  });

  test.each([
    ['no JSON', '{'],
    ['another form', '{}'],
    ['plain http', { request: { url: 'http://api.example.com' }, answer: {} }],
    ['a misspelled key', { request: { url: api }, answer: { code: 200 } }],
    ['an empty list', '[]'],
  ])('is a fault with its form as %s', (_, content) => {
    const { stubs, faults } = read({ 'test/outside/a.json': content });
    expect(stubs).toEqual([]);
    expect(faults).toEqual([expect.stringMatching(/^test\/outside\/a\.json: write \{"request"/)]);
  });

  test('is a fault for an origin that was not agreed', () => {
    const { stubs, faults } = read({ 'test/outside/a.json': stub('/a', {}) }, ['https://other.example']);
    expect(stubs).toEqual([]);
    expect(faults).toEqual([`test/outside/a.json: ${api} is no origin that was agreed.`]);
  });
});

describe('a request to the outside', () => {
  const stubs = stubsOf(
    stub('/places?name=Bern&limit=1', ['Bern']),
    stub('/places?name=Rome&limit=1', ['Rome']),
    stub('/users/*', { id: 0 }),
    stub('/users/me', { id: 1 }),
    stub('/places', 'made', 'POST'),
  );
  const bodyOf = (url: string, method = 'GET') => answerFromStubs(stubs, { method, url: api + url })?.body;

  test.each([
    ['/places?limit=1&name=Rome', '["Rome"]'],
    ['/places?name=Oslo', '["Bern"]'],
    ['/users/7', '{"id":0}'],
    ['/users/me', '{"id":1}'],
    ['/users/7/posts', undefined],
    ['/places/', undefined],
  ])('for %s is answered with %s', (url, body) => expect(bodyOf(url)).toBe(body));

  test('is answered by its method, with the type of what is said', () => {
    expect(answerFromStubs(stubs, { method: 'POST', url: `${api}/places` })).toEqual({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'made',
    });
    expect(bodyOf('/users/7', 'DELETE')).toBeUndefined();
  });

  test('has the status and headers that its author wrote', () => {
    const said = { status: 429, headers: { 'Retry-After': '5' }, body: {} };
    const [limited] = [stubsOf({ request: { url: `${api}/x` }, answer: said })];
    expect(answerFromStubs(limited, { method: 'GET', url: `${api}/x` })).toEqual({
      status: 429,
      headers: { 'content-type': 'application/json', 'retry-after': '5' },
      body: '{}',
    });
  });

  test('is asked of the real outside where it only reads and has no gap', () => {
    const failing = { request: { url: `${api}/gone` }, answer: { status: 404 } };
    const all = [...stubs, ...stubsOf(failing)];
    expect(askableStubs(all).map(({ request }) => request.url.slice(api.length))).toEqual([
      '/places?name=Bern&limit=1',
      '/places?name=Rome&limit=1',
      '/users/me',
    ]);
  });
});

describe('the shape of an answer', () => {
  test.each([
    [{ a: 1 }, { a: 2, b: 3 }],
    [{ a: [] }, { a: [1] }],
    [{ a: [1] }, { a: [] }],
    [[{ a: 1 }], [{ a: 5 }, {}]],
    [{ a: null }, {}],
    [{ a: 1 }, { a: null }],
    ['x', 'y'],
  ])('%j stands for %j', (expected, real) => expect(shapeDifference(expected, real)).toBeUndefined());

  test.each([
    [{ a: 1 }, {}, 'a is not there, not a number'],
    [{ a: { b: 'x' } }, { a: { b: 1 } }, 'a.b is a number, not a string'],
    [{ a: [{ b: 1 }] }, { a: [{ c: 1 }] }, 'a[0].b is not there, not a number'],
    [[1], { a: 1 }, 'the answer is an object, not a list'],
    [{}, 'x', 'the answer is a string, not an object'],
  ])('%j differs from %j', (expected, real, words) => expect(shapeDifference(expected, real)).toBe(words));
});
