import { describe, expect, it } from 'vitest';
import type { FunctionOutcome } from '../../core/wire/function-call.ts';
import { askFunctions } from '../../pod-image/supervisor/ask-functions.ts';
import { servedFunctions } from '../../pod-image/supervisor/served-functions.ts';
import { filesOf } from './support/pod-fixture.ts';

const answered = (status: number, log: readonly string[] = []): FunctionOutcome => ({
  kind: 'answered',
  answer: { status, headers: {}, body: '' },
  log: [...log],
});
const failed = (
  because: 'time' | 'memory' | 'error' | 'handler',
  log: readonly string[] = [],
): FunctionOutcome => ({
  kind: 'failed',
  because,
  log: [...log],
});
const ask = (file: string, outcome: FunctionOutcome, more: Readonly<Record<string, string>> = {}) =>
  askFunctions(
    { paths: [{ file, path: `/${file.replace(/\.\w+$/, '')}` }], call: async () => outcome },
    filesOf({ [file]: 'x', ...more }),
  );

describe('asking each function once', () => {
  it.each([200, 302, 400, 404, 405])('passes one that answers %i', async (status) => {
    expect(await ask('api/a.js', answered(status))).toEqual({
      functions: [{ path: '/api/a', status, said: '' }],
      faults: [],
      notes: [`✔ GET /api/a answered ${status}`],
    });
  });

  it('notes one that breaks, with the line that tells why', async () => {
    const log = ['Error: relation "messages" does not exist', '    at query (db.js:1:1)'];
    expect(await ask('api/a.js', answered(500, log))).toEqual({
      functions: [{ path: '/api/a', status: 500, said: log.join('\n') }],
      faults: [],
      notes: ['⚠ GET /api/a answered 500: Error: relation "messages" does not exist'],
    });
  });

  it.each([
    ['time', 'it took too long'],
    ['memory', 'it ran out of memory'],
    ['error', 'TypeError: a.b is not a function'],
  ] as const)('fails one that gives no answer for %s, in words', async (because, words) => {
    const { faults, functions } = await ask(
      'api/a.js',
      failed(because, ['TypeError: a.b is not a function', '']),
    );
    expect(faults).toEqual([`api/a.js: GET /api/a gave no answer: ${words}`]);
    expect(functions).toMatchObject([{ status: null }]);
  });

  it('fails one without a handler, and names the forms that there are', async () => {
    const { faults } = await ask('api/a.ts', failed('handler'));
    expect(faults[0]).toMatch(/^api\/a\.ts: has no handler.*export default.*GET.*fetch/);
    const python = await ask('api/a.py', failed('handler'));
    expect(python.faults[0]).toMatch(/class `handler`.*`app`/);
  });

  it('takes a Python file that others import for their helper', async () => {
    const { faults, notes } = await ask('api/store.py', failed('handler'), {
      'api/list.py': 'from api import store\n',
    });
    expect([faults, notes]).toEqual([[], ['api/store.py has no handler: others import it']]);
    const alone = await ask('api/store.py', failed('handler'), { 'api/list.py': 'restore = 1\n' });
    expect(alone.faults).toHaveLength(1);
  });
});

describe('the functions of an artifact', () => {
  it('are each at an address that asks for them, helpers left out', () => {
    const files = ['api/a.js', 'api/b/index.ts', 'api/users/[id].js', 'api/_db.js', 'api/c.py', 'index.html'];
    const runner = {
      isolation: 'bubblewrap',
      measuresCoverage: true,
      start: () => Promise.reject(),
    } as const;
    const { paths } = servedFunctions(filesOf(Object.fromEntries(files.map((path) => [path, 'x']))), {
      runner,
      ending: new AbortController().signal,
    });
    expect(paths).toEqual([
      { file: 'api/a.js', path: '/api/a' },
      { file: 'api/b/index.ts', path: '/api/b' },
      { file: 'api/users/[id].js', path: '/api/users/[id]' },
      { file: 'api/c.py', path: '/api/c' },
    ]);
  });
});
