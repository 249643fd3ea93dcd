import { expect, test } from 'vitest';
import { judgeFunctions } from '../../../core/gate/function-rules.ts';

const found = (stack: string, ...paths: readonly string[]) =>
  judgeFunctions({ stack, files: paths.map((path) => ({ path, content: 'x' })) }).map(({ path }) => path);

test('an app of files alone has none that a host would run', () => {
  expect(found('static', 'api/a.js', 'api/b/_c.mts', 'api/d.py')).toEqual([
    'api/a.js',
    'api/b/_c.mts',
    'api/d.py',
  ]);
  expect(found('static', 'api/notes.json', 'src/api/a.js', 'api.js', 'index.html')).toEqual([]);
});

test.each(['node', 'python'])('an app of the stack %s may have functions', (stack) => {
  expect(found(stack, 'api/a.js', 'api/b.py')).toEqual([]);
});

test('says what to do about it', () => {
  const [finding] = judgeFunctions({ stack: 'static', files: [{ path: 'api/a.js', content: '' }] });
  expect(finding).toMatchObject({ rule: 'stack-without-functions', severity: 'fix' });
  expect(finding?.why).toContain('Move it out of api/');
});
