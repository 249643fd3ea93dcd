import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type CheckStep, checkResultSchema } from '../../../core/wire/check.ts';
import { runChecks } from '../../../pod-image/driver/run-checks.ts';
import { inOrder, summarise } from '../../../pod-image/driver/summarise-checks.ts';
import { hasBubblewrap } from '../support/has-bubblewrap.ts';
import { checkApps } from './support/check-app.ts';
import { check, page, run } from './support/run-page.ts';
import { confinedBrowser, hasBrowser } from './support/test-browser.ts';

const see = (what: string): CheckStep => ({ do: 'see', what });

describe('The order of checks', () => {
  it('is core, then those about data, then the rest, each as the spec has them', () => {
    const checks = [
      check('c1', [see('a')]),
      check('c2', [{ do: 'reload' }]),
      check('c3', [see('a')], true),
      check('c4', [{ do: 'visitor', what: 'second' }]),
      check('c5', [{ do: 'call', method: 'GET', path: '/api/x' }]),
    ];
    expect(inOrder(checks).map(({ id }) => id)).toEqual(['c3', 'c2', 'c4', 'c5', 'c1']);
  });
});

describe('The pictures of checks', () => {
  it('are at most sixteen, those of what failed first', () => {
    const checks = Array.from({ length: 18 }, (_, n) => check(`c${n}`, [see('Hello')]));
    const tried = checks.map(({ id }, n) => ({
      result: {
        id,
        outcome: n === 17 ? ('failed' as const) : ('held' as const),
        shot_sha256: 'f'.repeat(64),
      },
      finding: { id, why: undefined, aria: '', said: [], foreign: [], end: undefined, already: [] },
      shot: Buffer.from(id),
    }));
    const { results, shots } = summarise('Chromium', checks, tried);
    expect(shots.map((shot) => shot.check)).toEqual([
      ...Array.from({ length: 15 }, (_, n) => `c${n}`),
      'c17',
    ]);
    expect(results.filter(({ shot_sha256: digest }) => digest === undefined).map(({ id }) => id)).toEqual([
      'c15',
      'c16',
    ]);
  });
});

describe.skipIf(!hasBrowser)('Running checks', () => {
  it('stops after three failures, and says of the rest that they were not reached', async () => {
    const { results, shots } = await run(
      page('<p>Hello</p>'),
      [1, 2, 3, 4, 5].map((n) => check(`c${n}`, [see(n === 2 ? 'Hello' : 'Nothing of the kind')])),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'failed',
      'held',
      'failed',
      'failed',
      'not-reached',
    ]);
    for (const result of results) checkResultSchema.parse(result);
    expect(shots.map(({ png }) => hash('sha256', png))).toEqual(
      results.flatMap(({ shot_sha256: digest }) => (digest === undefined ? [] : [digest])),
    );
  });

  it('takes no picture above 200 KB', async () => {
    const noise = `const c = document.querySelector('canvas'), x = c.getContext('2d'), d = x.createImageData(1280, 700);
      for (let n = 0; n < d.data.length; n += 1) d.data[n] = n % 4 === 3 ? 255 : Math.random() * 256; x.putImageData(d, 0, 0);`;
    const artifact = page('<p>Hello</p><canvas width="1280" height="700"></canvas>', noise);
    const { shots } = await run(artifact, [check('c1', [see('Hello')])]);
    expect(shots.map(({ png }) => png.length <= 200_000)).toEqual([true]);
  });

  it('gives what a heal needs: the page as it is read aloud, errors and failed requests', async () => {
    const code =
      "console.error('no such thing'); fetch('/api/things'); setTimeout(() => { throw new Error('late'); });";
    const { findings } = await run(page('<h1>Hello</h1>', code), [check('c1', [see('Bye')], true)]);
    expect(findings[0]).toMatchObject({ why: '"Bye" is not shown', aria: '- heading "Hello" [level=1]' });
    expect(findings[0]?.said).toEqual(
      expect.arrayContaining(['no such thing', 'GET /api/things answered 404', 'Error: late']),
    );
  });

  it('ends with its clock: what was not tried then has not held', async () => {
    const slow = page('<p>Hello</p>');
    const { results } = await run(slow, [check('c1', [see('Never')]), check('c2', [see('Hello')])], {
      limits: { stepMs: 60_000, checkMs: 60_000, totalMs: 3_000 },
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'not-reached']);
  });

  it.skipIf(!hasBubblewrap)(
    'tries an app in a browser that has no network and sees no file of ours',
    async () => {
      const app = checkApps.find(({ name }) => name === 'timesheet');
      const { results } = await runChecks({
        browser: confinedBrowser(),
        artifact: app?.folder ?? '',
        checks: app?.checks ?? [],
        signal: AbortSignal.timeout(60_000),
      });
      expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'held', 'held']);
    },
  );

  it('gives up when it is told to', async () => {
    const ending = new AbortController();
    const running = run(page('<p>Hello</p>'), [check('c1', [see('Never')])], {
      limits: { stepMs: 60_000, checkMs: 60_000 },
      signal: ending.signal,
      freshData: async () => ending.abort(new Error('over')),
    });
    await expect(running).rejects.toThrow('over');
  });

  it('starts each check with empty browsers and fresh data', async () => {
    const code = "document.body.append(localStorage.n ?? 'none'); localStorage.n = 'kept';";
    let fresh = 0;
    const { results } = await run(page('', code), [check('c1', [see('none')]), check('c2', [see('none')])], {
      freshData: async () => {
        fresh += 1;
      },
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'held']);
    expect(fresh).toBe(2);
  });
});
