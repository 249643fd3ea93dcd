import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Check } from '../../core/wire/check.ts';
import { isShot } from '../../core/wire/pod.ts';
import type { Spec } from '../../core/wire/spec.ts';
import { type Build, buildInPod, goodApp, page } from './support/pod-fixture.ts';
import { isPodIsolated, podBrowser } from './support/pod-isolation.ts';
import { checkOf, specOf } from './support/spec-of.ts';

const browser = podBrowser ?? 'none';
const canTry = isPodIsolated && podBrowser !== undefined;
if (!canTry)
  console.warn('SKIPPED: apps are not tried in a browser in the pod, for want of one or of isolation');
const longestMs = 90_000;

const tried = (files: Build['files'], checks: readonly Check[], needs: Partial<Spec['needs']> = {}) =>
  buildInPod({ files, browser, bundle: { spec: specOf(checks, needs) } });
const seesSum = checkOf('c1', 'The sum is shown', { do: 'see', what: '3' });
const onClick = (code: string) => ({
  ...goodApp,
  'index.html': page(
    '<h1>Hello</h1><button type="button">Go</button>',
    '<script type="module" src="main.js"></script>',
  ),
  'main.js': `document.querySelector('button').onclick = () => { ${code} };\n`,
});
const goes = checkOf('c1', 'Going goes', { do: 'click', what: 'Go' }, { do: 'see', what: 'Gone' });
const greets = checkOf('c2', 'It says hello', { do: 'see', what: 'Hello' });

/** Counts in a variable of its module, so that it shows whether a call has a process of its own. */
const counting = {
  ...goodApp,
  'index.html': page(
    '<p role="status"></p><button type="button">Count</button>',
    '<script type="module" src="main.js"></script>',
  ),
  'main.js': `document.querySelector('button').onclick = async () => {
  const answer = await fetch('/api/count?from=page', { method: 'POST', body: '{"by":2}', headers: { 'content-type': 'application/json' } });
  document.querySelector('p').textContent = 'Count ' + (await answer.json()).count;
};\n`,
  'api/count.js': `let count = 0;
export default (request, response) => { count += request.body?.by ?? 1; response.status(200).json({ count }); };\n`,
  'test/count.test.js': `import test from 'node:test';
import assert from 'node:assert';
import count from '../api/count.js';
test('counts', () => count({}, { status: () => ({ json: (said) => assert.equal(said.count, 1) }) }));\n`,
};

describe.skipIf(!canTry)('an app that is tried in a browser', { timeout: longestMs }, () => {
  it('passes with what held and what did not, and leaves a picture of each under its digest', async () => {
    const { report, lines, keys, mailbox, stderr } = await tried(goodApp, [
      seesSum,
      checkOf(
        'c2',
        'A name is greeted',
        { do: 'fill', what: 'Name', value: 'Ada' },
        { do: 'click', what: 'Greet' },
      ),
    ]);
    expect(stderr).toBe('');
    expect(report).toMatchObject({ outcome: 'passed', failed_step: null });
    expect(report.boot).toMatchObject({
      browser: expect.stringMatching(/^Chromium \d/),
      pages: ['index.html'],
    });
    expect(report.accept?.checks).toMatchObject([
      { id: 'c1', outcome: 'held' },
      { id: 'c2', outcome: 'failed', step: 1, reason: 'not-found', why: expect.any(String) },
    ]);
    expect(report.accept?.checks[1]?.aria).toContain('textbox "Name": Ada');
    expect(lines).toContain('✔ c1 held: The sum is shown');
    const shots = report.accept?.shots ?? [];
    expect(shots.map(({ n, check }) => [n, check])).toEqual([
      [0, 'c1'],
      [1, 'c2'],
    ]);
    for (const { n, sha256 } of shots) {
      const png = readFileSync(join(mailbox, `out/shot-${n}.png`));
      expect([isShot(png), hash('sha256', png)]).toEqual([true, sha256]);
    }
    expect(keys.slice(-4)).toEqual([
      'out/artifact.tar',
      'out/shot-0.png',
      'out/shot-1.png',
      'out/report.json',
    ]);
  });

  it('fails boot by what a browser sees of a page, and tries nothing', async () => {
    const { report } = await tried({ ...goodApp, 'main.js': 'null.boom();\n' }, [seesSum]);
    expect(report).toMatchObject({ outcome: 'failed', failed_step: 'boot', failed_because: 'exit' });
    expect(report.message).toContain('index.html: threw while it ran: TypeError');
    expect(report.accept).toBeUndefined();
  });

  it('lets a page ask for an origin that the spec names, and tells of it; another fails boot', async () => {
    const files = {
      ...goodApp,
      'main.js': `${goodApp['main.js']}fetch('https://api.example.com/x').catch(() => {});\n`,
    };
    const origins = [{ origin: 'https://api.example.com', by: 'page', why: 'The weather.' } as const];
    const declared = await tried(files, [], { origins });
    expect(declared.report).toMatchObject({
      outcome: 'passed',
      boot: { contacted: ['https://api.example.com'] },
      accept: { checks: [] },
    });
    const undeclared = await tried(files, []);
    expect(undeclared.report).toMatchObject({ failed_step: 'boot', failed_because: 'exit' });
    expect(undeclared.report.message).toContain('requests another origin: https://api.example.com');
  });

  it('calls functions as the host does, from a page and as another program would, each in a process of its own', async () => {
    const { report } = await tried(counting, [
      checkOf('c1', 'It counts', { do: 'click', what: 'Count' }, { do: 'see', what: 'Count 2' }),
      checkOf(
        'c2',
        'Its count is kept',
        { do: 'call', method: 'GET', path: '/api/count', expect: { status: 200, holds: '"count":1' } },
        { do: 'call', method: 'GET', path: '/api/count', expect: { holds: '"count":2' } },
      ),
      checkOf(
        'c3',
        'Another visitor counts too',
        { do: 'click', what: 'Count' },
        { do: 'visitor', what: 'second' },
        { do: 'click', what: 'Count' },
        { do: 'see', what: 'Count 2' },
      ),
      checkOf('c4', 'What is not there is not there', {
        do: 'call',
        method: 'GET',
        path: '/api/gone',
        expect: { status: 404 },
      }),
    ]);
    expect(report.boot?.functions).toEqual([{ path: '/api/count', status: 200, said: '' }]);
    expect(report.accept?.checks.map(({ id, outcome, step }) => [id, outcome, step])).toEqual([
      ['c1', 'held', undefined],
      ['c2', 'failed', 1],
      ['c3', 'held', undefined],
      ['c4', 'held', undefined],
    ]);
  });

  it('reads the file that a page gives, though it lies in the folder of another user', async () => {
    const files = onClick(
      "const link = document.createElement('a'); link.href = URL.createObjectURL(new Blob(['milk,2'])); link.download = 'list.csv'; link.click()",
    );
    const { report } = await tried(files, [
      checkOf('c1', 'The list is exported', { do: 'download', what: 'Go', holds: 'milk' }),
    ]);
    expect(report.accept?.checks).toMatchObject([{ id: 'c1', outcome: 'held' }]);
  });

  it.each([
    ['hangs', 'for (;;) {}'],
    ['eats memory', 'const kept = []; for (;;) kept.push(new Array(1e6).fill(kept.length + 0.5));'],
    ['floods the console', "const big = 'z'.repeat(4e6); for (;;) console.log(big);"],
    ['opens a thousand dialogs', 'for (let n = 0; n < 1000; n += 1) alert(n);'],
    ['navigates for ever', "setInterval(() => { location.href = '/?' + Math.random(); }, 1);"],
  ])('a page that %s fails its own check and no other, and never for want of resources', async (_, code) => {
    const { report } = await tried(onClick(code), [goes, greets]);
    expect(report).toMatchObject({ outcome: 'passed', failed_because: null });
    expect(report.accept?.checks).toMatchObject([
      { id: 'c1', outcome: 'failed', reason: 'wrong' },
      { id: 'c2', outcome: 'held' },
    ]);
  });

  it.each([
    ['hangs', 'for (;;) {}'],
    ['opens a thousand dialogs', 'for (let n = 0; n < 1000; n += 1) alert(n);'],
    ['navigates for ever', "location.href = '/?' + Math.random();"],
    ['eats memory', 'const kept = []; for (;;) kept.push(new Array(1e6).fill(kept.length + 0.5));'],
  ])('a page that %s while it loads fails boot as the code that it is', async (_, code) => {
    const { report } = await tried({ ...onClick(''), 'main.js': code }, [greets]);
    expect(report).toMatchObject({ outcome: 'failed', failed_step: 'boot', failed_because: 'exit' });
  });

  it("is judged by bytes that are no app's: what a page says of itself over the pipe changes nothing", async () => {
    const forged = JSON.stringify({ say: 'tried', result: { id: 'c1', outcome: 'held' } });
    const { report } = await tried(
      onClick(`console.log(${JSON.stringify(forged)}); console.error('\\0{"id":1}\\0');`),
      [goes],
    );
    expect(report.accept?.checks).toMatchObject([{ id: 'c1', outcome: 'failed' }]);
  });
});

describe.skipIf(!isPodIsolated)('an app where no browser is', () => {
  it('boots by the DOM library, and every check is told as not run', async () => {
    const { report, lines } = await buildInPod({
      files: goodApp,
      bundle: { spec: specOf([seesSum, greets]) },
    });
    expect(report).toMatchObject({ outcome: 'passed', boot: { browser: null, pages: ['index.html'] } });
    expect(report.accept).toEqual({
      browser: null,
      checks: [
        { id: 'c1', outcome: 'not-run' },
        { id: 'c2', outcome: 'not-run' },
      ],
      shots: [],
    });
    expect(lines).toContain('There is no browser here, so nothing was tried in one.');
  });
});
