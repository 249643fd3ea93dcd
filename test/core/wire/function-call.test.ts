import { describe, expect, test } from 'vitest';
import { functionAnswerSchema, functionCallSchema } from '../../../core/wire/function-call.ts';

const request = { method: 'GET', url: '/api/hello?name=Ada', headers: { accept: '*/*' }, body: '' };
const call = { file: 'api/hello.js', files: [{ path: 'api/hello.js', bytes: '' }], request };
const isTaken = (change: object): boolean => functionCallSchema.safeParse({ ...call, ...change }).success;

describe('a call of a function', () => {
  test.each(['DATABASE_URL', 'WEATHER_KEY', 'HOMEPAGE', 'A'])('may be given the variable %s', (name) =>
    expect(isTaken({ environment: { [name]: 'value' } })).toBe(true),
  );

  test.each(['NODE_OPTIONS', 'LD_PRELOAD', 'PYTHONPATH', 'PATH', 'HOME', 'TMPDIR', 'LANG'])(
    'is not given %s, which engines read themselves',
    (name) => {
      const { error } = functionCallSchema.safeParse({ ...call, environment: { [name]: 'value' } });
      expect(JSON.stringify(error?.issues)).toContain('Choose another name');
    },
  );

  test.each(['', 'lower', '1ST', 'WITH-DASH', 'WITH=SIGN', `A${'B'.repeat(64)}`])(
    'is not given a variable named %j',
    (name) => expect(isTaken({ environment: { [name]: 'value' } })).toBe(false),
  );

  test.each(['api/a.mjs', 'api/a.mts', 'api/a.ts', 'api/a.py', 'api/deep/a.js'])('is of a file: %s', (file) =>
    expect(isTaken({ file })).toBe(true),
  );

  test.each(['a.js', 'api/a.tsx', 'api/a', 'api/a\0.js', '/api/a.js'])('is of no file: %j', (file) =>
    expect(isTaken({ file })).toBe(false),
  );

  test.each([
    ['no files', { files: [] }],
    ['bytes that are no Base64', { files: [{ path: 'api/hello.js', bytes: '%' }] }],
    ['a whole address', { request: { ...request, url: 'https://elsewhere.example/' } }],
    ['a method that would end its line', { request: { ...request, method: 'GET / HTTP' } }],
    ['a socket in a folder', { sockets: { '../door': '/run/door' } }],
    ['a socket at a relative path', { sockets: { door: 'run/door' } }],
    ['anything more', { as: 'root' }],
  ])('is refused with %s', (_, change) => expect(isTaken(change)).toBe(false));
});

describe('the answer of a function', () => {
  const answer = { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '' };

  test('is taken with headers as HTTP has them', () =>
    expect(functionAnswerSchema.safeParse(answer).success).toBe(true));

  test.each([
    ['a second header in a value', { headers: { 'x-a': 'a\r\nset-cookie: b' } }],
    ['a second header in a name', { headers: { 'x-a:b\r\nx-c': 'd' } }],
    ['a status that ends no request', { status: 101 }],
    ['a status beyond HTTP', { status: 600 }],
  ])('is refused with %s', (_, change) =>
    expect(functionAnswerSchema.safeParse({ ...answer, ...change }).success).toBe(false),
  );
});
