import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Check, type CheckStep, checkResultSchema } from '../../../core/wire/check.ts';
import { runChecks } from '../../../pod-image/driver/run-checks.ts';
import { inOrder, summarise } from '../../../pod-image/driver/summarise-checks.ts';
import { hasBubblewrap } from '../support/has-bubblewrap.ts';
import { artifactOf, checkApps } from './support/check-app.ts';
import { confinedBrowser, hasBrowser, testBrowser } from './support/test-browser.ts';

const check = (id: string, steps: readonly CheckStep[], core = false): Check => ({
  id,
  feature: 'Feature',
  words: 'It works',
  core,
  steps: [...steps],
});
const page = (body: string, code = ''): string =>
  artifactOf({
    'index.html': `<!doctype html><html lang="en"><title>P</title><body>${body}<script src="a.js"></script></body></html>`,
    'a.js': code,
  });
const run = (artifact: string, checks: readonly Check[], more: object = {}) =>
  runChecks({
    browser: testBrowser(),
    artifact,
    checks,
    limits: { stepMs: 5_000 },
    signal: AbortSignal.timeout(60_000),
    ...more,
  });
const outcomeOf = async (artifact: string, ...steps: readonly CheckStep[]) => {
  const { results, findings } = await run(artifact, [check('c1', steps, true)]);
  const { outcome, step, reason } = results[0] ?? {};
  return { outcome, step, reason, already: findings[0]?.already };
};
const held = { outcome: 'held', step: undefined, reason: undefined, already: [] };
const failed = (step: number, reason: string) => ({ outcome: 'failed', step, reason, already: [] });
const see = (what: string): CheckStep => ({ do: 'see', what });
const click = (what: string): CheckStep => ({ do: 'click', what });

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

  it.each<[string, string, string, readonly CheckStep[], object]>([
    [
      'says yes to a question before deleting',
      '<button>Delete</button><p>Milk</p>',
      "document.querySelector('button').onclick = () => { if (confirm('Sure?')) document.querySelector('p').remove(); };",
      [click('Delete'), { do: 'gone', what: 'Milk' }],
      held,
    ],
    [
      'answers a prompt with what is filled in next',
      '<button>Add</button><p></p>',
      "document.querySelector('button').onclick = () => { document.querySelector('p').textContent = prompt('Name?'); };",
      [click('Add'), { do: 'fill', what: 'Name', value: 'Ada' }, see('Ada')],
      held,
    ],
    [
      'reads what an alert says',
      '<button>Check</button>',
      "document.querySelector('button').onclick = () => alert('All good');",
      [click('Check'), see('All good')],
      held,
    ],
    [
      'says of a text that it had been there before',
      '<button>Go</button><p>Hello</p>',
      '',
      [click('Go'), see('Hello')],
      { ...held, already: [1] },
    ],
    [
      'takes no name of a button for a result',
      '<button>5</button><button>Go</button><output>0</output>',
      '',
      [click('Go'), see('5')],
      failed(1, 'wrong'),
    ],
    [
      'leaves a field before it looks',
      '<input aria-label="A"><p></p>',
      "document.querySelector('input').onchange = (event) => { document.querySelector('p').textContent = event.target.value; };",
      [{ do: 'fill', what: 'A', value: 'seven' }, see('seven')],
      held,
    ],
    [
      'does not take what is typed for what is shown',
      '<input aria-label="A">',
      '',
      [{ do: 'fill', what: 'A', value: 'seven' }, see('seven')],
      failed(1, 'wrong'),
    ],
    [
      'chooses among radio buttons',
      '<label><input type="radio" name="r">Small</label><label><input type="radio" name="r">Large</label><p></p>',
      "document.onchange = (event) => { document.querySelector('p').textContent = event.target.parentNode.textContent + ' chosen'; };",
      [{ do: 'choose', what: 'Size', value: 'Large' }, see('Large chosen')],
      held,
    ],
    [
      'chooses in a list that opens',
      '<button id="b">Size</button><ul role="listbox" hidden><li role="option">Large</li></ul><p></p>',
      "const list = document.querySelector('ul'); document.querySelector('#b').onclick = () => { list.hidden = false; }; list.onclick = () => { list.hidden = true; document.querySelector('p').textContent = 'It is large'; };",
      [{ do: 'choose', what: 'Size', value: 'Large' }, see('It is large')],
      held,
    ],
    [
      'ticks a box that only its label draws',
      '<style>input { position: absolute; opacity: 0; pointer-events: none }</style><label><input type="checkbox">Milk</label><p></p>',
      "document.querySelector('input').onchange = () => { document.querySelector('p').textContent = 'bought'; };",
      [{ do: 'tick', what: 'Milk', on: true }, see('bought')],
      held,
    ],
    [
      'presses keys by the names that people give them',
      '<p></p>',
      "onkeydown = (event) => { document.querySelector('p').textContent = event.key; };",
      [{ do: 'press', key: 'arrow right' }, see('ArrowRight')],
      held,
    ],
    [
      'fails what is covered as wrong',
      '<button>Go</button><div style="position:fixed;inset:0"></div>',
      '',
      [click('Go'), see('Gone')],
      failed(0, 'wrong'),
    ],
    [
      'fails what is not there as not found',
      '<p>Hello</p>',
      '',
      [click('Go'), see('Gone')],
      failed(0, 'not-found'),
    ],
    [
      'fails what changes nothing',
      '<button>Go</button><p>Score 0</p>',
      '',
      [click('Go'), { do: 'changes', what: 'Score' }],
      failed(1, 'wrong'),
    ],
    [
      'sees a value change',
      '<button>Go</button><p>Score 0</p>',
      "document.querySelector('button').onclick = () => { document.querySelector('p').textContent = 'Score 1'; };",
      [click('Go'), { do: 'changes', what: 'Score' }],
      held,
    ],
    [
      'sees a change that the last action takes back',
      '<button>Play</button><button>New game</button><p>Score 0</p>',
      "const [play, again] = document.querySelectorAll('button'), p = document.querySelector('p'); play.onclick = () => { p.textContent = 'Score 1'; }; again.onclick = () => { p.textContent = 'Score 0'; };",
      [click('Play'), click('New game'), { do: 'changes', what: 'Score' }],
      held,
    ],
    [
      'opens a form anew for each thing that is entered',
      '<button id="o">Add person</button><dialog><form method="dialog"><label>Name <input></label><button>Save</button></form></dialog><ul></ul>',
      "const d = document.querySelector('dialog'), i = document.querySelector('input'); document.querySelector('#o').onclick = () => d.showModal(); document.querySelector('form').onsubmit = () => { document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: i.value })); i.value = ''; };",
      [
        { do: 'fill', what: 'Name', value: 'Ada' },
        click('Save'),
        { do: 'fill', what: 'Name', value: 'Bob' },
        click('Save'),
        see('Bob'),
        see('Ada'),
      ],
      held,
    ],
    [
      'sees the whole page change its look',
      '<button>Dark mode</button>',
      "document.querySelector('button').onclick = () => { document.body.style.background = '#111'; };",
      [click('Dark mode'), { do: 'changes', what: 'page' }],
      held,
    ],
    [
      'follows a window that the app opens',
      '<button>Open</button>',
      "if (location.search) document.body.append('Second page'); document.querySelector('button').onclick = () => open('/?two');",
      [click('Open'), see('Second page')],
      held,
    ],
    [
      'stays with the app when a link opens another site',
      '<a href="https://example.com/" target="_blank">Help</a><p>Hello</p>',
      '',
      [click('Help'), { do: 'reload' }, see('Hello')],
      held,
    ],
    [
      'finds nothing at a path that is not there',
      '<p>Hello</p>',
      '',
      [{ do: 'open', path: '/nowhere' }, see('Hello')],
      failed(1, 'wrong'),
    ],
  ])('%s', async (_, body, code, steps, outcome) => {
    expect(await outcomeOf(page(body, code), ...steps)).toEqual(outcome);
  });
});
