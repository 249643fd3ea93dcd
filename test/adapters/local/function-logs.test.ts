import { expect, it } from 'vitest';
import { createFunctionLogs } from '../../../adapters/local/app-host/function-logs.ts';
import { createObjectStore } from '../../../adapters/local/object-store.ts';
import { temporaryHome } from './temporary-home.ts';

const { signal } = new AbortController();
const open = () => createFunctionLogs(createObjectStore({ home: temporaryHome() }));
const lines = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `line ${at + from}`);

it('keeps the last 200 lines of each function apart', async () => {
  const logs = open();
  await logs.append('sums', 'api/sum.js', lines(150), signal);
  await logs.append('sums', 'api/list.py', ['other'], signal);
  await logs.append('sums', 'api/sum.js', lines(150, 150), signal);
  await logs.append('notes', 'api/sum.js', ['of another app'], signal);
  expect(await logs.read('sums', signal)).toEqual([
    { file: 'api/list.py', lines: ['other'] },
    { file: 'api/sum.js', lines: lines(200, 100) },
  ]);
  expect(await logs.read('nothing', signal)).toEqual([]);
});

it('loses no line of calls that end at once', async () => {
  const logs = open();
  await Promise.all(lines(40).map((line) => logs.append('sums', 'api/sum.js', [line], signal)));
  expect((await logs.read('sums', signal))[0]?.lines.toSorted()).toEqual(lines(40).toSorted());
});

it('holds 64 KiB of a function and a hundred functions of an app', async () => {
  const logs = open();
  await logs.append(
    'sums',
    'api/long.js',
    ['first', ...Array.from({ length: 40 }, () => 'x'.repeat(4_096))],
    signal,
  );
  const [long] = await logs.read('sums', signal);
  expect(long?.lines.join('\n').length).toBeLessThanOrEqual(64 * 1024);
  expect(long?.lines).toHaveLength(15);
  for (const line of lines(101)) await logs.append('sums', `api/${line}.js`, [line], signal);
  const kept = await logs.read('sums', signal);
  expect(kept).toHaveLength(100);
  expect(kept.at(-1)?.file).toBe('api/line 100.js');
});

it('forgets all that an app printed, also what was on its way, and nothing of another', async () => {
  const logs = open();
  await logs.append('notes', 'api/sum.js', ['of another app'], signal);
  await Promise.all([logs.append('sums', 'api/sum.js', ['secret'], signal), logs.forget('sums', signal)]);
  expect(await logs.read('sums', signal)).toEqual([]);
  expect(await logs.read('notes', signal)).toHaveLength(1);
});
