import { describe, expect, it } from 'vitest';
import type { CheckStep } from '../../../core/wire/check.ts';
import { check, page, run } from './support/run-page.ts';
import { hasBrowser } from './support/test-browser.ts';

const outcomeOf = async (artifact: string, ...steps: readonly CheckStep[]) => {
  const { results, findings } = await run(artifact, [check('c1', steps, true)]);
  const { outcome, step, reason } = results[0] ?? {};
  return { outcome, step, reason, already: findings[0]?.already };
};
const held = { outcome: 'held', step: undefined, reason: undefined, already: [] };
const failed = (step: number, reason: string) => ({ outcome: 'failed', step, reason, already: [] });
const see = (what: string): CheckStep => ({ do: 'see', what });
const click = (what: string): CheckStep => ({ do: 'click', what });

describe.skipIf(!hasBrowser)('A step', () => {
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
