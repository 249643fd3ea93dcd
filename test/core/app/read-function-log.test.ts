import { describe, expect, test } from 'vitest';
import { readFunctionLog } from '../../../core/app/read-function-log.ts';
import type { FunctionLog } from '../../../core/ports/app-host.ts';

const { signal } = new AbortController();
const hostWith = (logs: readonly FunctionLog[]) => ({
  appHost: { readLog: async (projectId: string) => (projectId === 'sums' ? logs : []) },
});

describe("the log of an app's functions", () => {
  test('shows each function under its file', async () => {
    const deps = hostWith([
      { file: 'api/sum.js', lines: ['one', 'two'] },
      { file: 'api/list.py', lines: ['three'] },
    ]);
    expect(await readFunctionLog(deps)({ project_id: 'sums' }, signal)).toBe(
      '# api/sum.js\none\ntwo\n\n# api/list.py\nthree\n',
    );
  });

  test.each([
    [hostWith([]), null, /not been deployed/],
    [hostWith([]), 'sums', /printed nothing/],
    [{ appHost: {} }, 'sums', /Vercel keeps .* project sums/],
  ])('says in words why there is nothing', async (deps, projectId, words) => {
    expect(await readFunctionLog(deps)({ project_id: projectId }, signal)).toMatch(words);
  });
});
