import { describe, expect, test } from 'vitest';
import type { FunctionQuestions } from '../../../core/app/ask-functions.ts';
import { askFunctions } from '../../../core/app/ask-functions.ts';
import type { FetchedPage, PageRequest } from '../../../core/ports/page-fetcher.ts';
import type { Check, CheckStep } from '../../../core/wire/check.ts';
import { never } from '../ports/never.ts';

const url = 'https://guestbook-1.example/';
type Answer = Partial<Omit<FetchedPage, 'bytes'>> & { readonly text?: string };

/** A deployment that answers these, by method and path; the rest with 200. */
function deployment(answers: Readonly<Record<string, Answer>> = {}) {
  const asked: string[] = [];
  const bodies: (string | undefined)[] = [];
  const fetch = async (at: string, { request }: { readonly request?: PageRequest }): Promise<FetchedPage> => {
    const { origin, pathname, search } = new URL(at);
    expect(origin).toBe(new URL(url).origin);
    const name = `${request?.method ?? 'GET'} ${pathname}${search}`;
    asked.push(name);
    bodies.push(request?.body);
    const { text = '', ...answer } = answers[name] ?? {};
    return { status: 200, finalUrl: at, contentType: '', bytes: new TextEncoder().encode(text), ...answer };
  };
  return { asked, bodies, ask: askFunctions({ fetch }) };
}

const call = (method: 'GET' | 'POST', path: string, more: Partial<Extract<CheckStep, { do: 'call' }>> = {}) =>
  ({ do: 'call', method, path, ...more }) as const;
const check = (...steps: CheckStep[]): Check => ({
  id: 'c1',
  feature: 'Messages',
  words: 'A message is kept.',
  core: false,
  steps,
});
const file = (path: string) => ({ path, bytes: new Uint8Array() });
const questions = (over: Partial<FunctionQuestions> = {}): FunctionQuestions => ({
  url,
  files: [],
  functions: undefined,
  held: [],
  needs: undefined,
  target: 'preview',
  ...over,
});
const kept = check(
  call('POST', '/api/messages', { body: { text: 'Hi' }, expect: { status: 201 } }),
  call('GET', '/api/messages?last=1', { expect: { holds: 'HI' } }),
);
const good = {
  'POST /api/messages': { status: 201 },
  'GET /api/messages?last=1': { text: '["hi"]' },
};

describe('the functions of a preview', () => {
  test('are called again as the checks of calls alone say', async () => {
    const { ask, asked, bodies } = deployment(good);
    const mixed = check(call('GET', '/api/other'), { do: 'see', what: 'Hi' });
    expect(await ask(questions({ held: [kept, mixed] }), never)).toEqual({ calls: 2, failing: [] });
    expect(asked).toEqual(['POST /api/messages', 'GET /api/messages?last=1']);
    expect(bodies).toEqual(['{"text":"Hi"}', undefined]);
  });

  test.each<[string, Readonly<Record<string, Answer>>, RegExp]>([
    [
      'another status',
      { ...good, 'POST /api/messages': { status: 200 } },
      /A message is kept\..*answers 200/,
    ],
    ['an error', { ...good, 'GET /api/messages?last=1': { status: 500 } }, /GET .* that answers 500/],
    ['something else', { ...good, 'GET /api/messages?last=1': { text: '[]' } }, /does not work online/],
  ])('fail the mission where one answers %s than in the pod', async (_, answers, message) => {
    const { ask } = deployment(answers);
    await expect(ask(questions({ held: [kept] }), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'call_differs',
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ['a secret', { data: false, secrets: [{ name: 'KEY', why: 'Pays.' }], origins: [] }],
    [
      'somebody else',
      {
        data: false,
        secrets: [],
        origins: [{ origin: 'https://a.example', by: 'function' as const, why: 'x' }],
      },
    ],
  ])('are told of and never failed where the app waits for %s', async (_, needs) => {
    const { ask } = deployment({ 'POST /api/messages': { status: 500 } });
    expect(await ask(questions({ held: [kept, kept], needs }), never)).toEqual({
      calls: 2,
      failing: [
        { path: '/api/messages', status: 500 },
        { path: '/api/messages', status: 500 },
      ],
    });
  });

  test('are excused by nothing that the page alone talks to', async () => {
    const origins = [{ origin: 'https://a.example', by: 'page' as const, why: 'Maps.' }];
    const { ask } = deployment({ 'POST /api/messages': { status: 500 } });
    const needs = { data: false, secrets: [], origins };
    await expect(ask(questions({ held: [kept], needs }), never)).rejects.toMatchObject({
      code: 'call_differs',
    });
  });

  test('that no check covers are asked once, and a 5xx of one is told', async () => {
    const files = ['api/messages.js', 'api/sum.js', 'api/[id].js', 'api/_db.js', 'api/old.py', 'index.html'];
    const { ask, asked } = deployment({ ...good, 'GET /api/sum': { status: 502 } });
    expect(await ask(questions({ held: [kept], files: files.map(file) }), never)).toEqual({
      calls: 2,
      failing: [{ path: '/api/sum', status: 502 }],
    });
    expect(asked.slice(2)).toEqual(['GET /api/sum']);
  });

  test('are those that answered in the pod, where that is known', async () => {
    const { ask, asked } = deployment({ 'GET /api/users/1': { status: 404 } });
    const functions = [{ path: '/api/users/1', status: 200, said: '' }];
    await ask(questions({ functions, files: [file('api/users/[id].js'), file('api/old.js')] }), never);
    expect(asked).toEqual(['GET /api/users/1']);
  });

  test('fail the mission where their host does not find one, whatever it is', async () => {
    const { ask } = deployment({ 'GET /api/sum': { status: 404, hostError: 'NOT_FOUND' } });
    await expect(ask(questions({ files: [file('api/sum.js')] }), never)).rejects.toMatchObject({
      code: 'function_not_served',
    });
    const covered = deployment({ 'POST /api/messages': { status: 404, hostError: 'NOT_FOUND' } });
    await expect(covered.ask(questions({ held: [kept] }), never)).rejects.toMatchObject({
      code: 'function_not_served',
    });
  });

  test('are named ten at most, each by a bounded address', async () => {
    const functions = Array.from({ length: 12 }, (_none, n) => ({
      path: `/api/${n}${'x'.repeat(300)}`,
      status: 200,
      said: '',
    }));
    const broken = Object.fromEntries(functions.map(({ path }) => [`GET ${path}`, { status: 500 }]));
    const { failing } = await deployment(broken).ask(questions({ functions }), never);
    expect(failing).toHaveLength(10);
    expect(failing[0]?.path).toHaveLength(200);
  });

  test.each(['//evil.example/x', '/\\evil.example', '/\t/evil.example/x', '/a?b=//c#d'])(
    'are never looked for at another host: %j',
    async (path) => {
      const { ask, asked } = deployment();
      await ask(questions({ held: [check(call('GET', path))] }), never);
      expect(asked).toHaveLength(1);
    },
  );
});

describe('the functions of production', () => {
  test('are only asked for what changes nothing, and whatever they hold', async () => {
    const { ask, asked } = deployment({ 'GET /api/messages?last=1': { text: '[]' } });
    expect(await ask(questions({ held: [kept], target: 'production' }), never)).toEqual({
      calls: 1,
      failing: [],
    });
    expect(asked).toEqual(['GET /api/messages?last=1']);
  });

  test('fail where one breaks, and not where it has nothing to show', async () => {
    const missing = deployment({ 'GET /api/messages?last=1': { status: 404 } });
    expect(await missing.ask(questions({ held: [kept], target: 'production' }), never)).toMatchObject({
      failing: [],
    });
    const broken = deployment({ 'GET /api/messages?last=1': { status: 500 } });
    await expect(broken.ask(questions({ held: [kept], target: 'production' }), never)).rejects.toMatchObject({
      code: 'call_differs',
    });
  });
});
