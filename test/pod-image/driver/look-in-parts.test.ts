import { describe, expect, it } from 'vitest';
import type { CheckStep } from '../../../core/wire/check.ts';
import { failed, held, outcomeOf } from './support/outcome-of.ts';
import { hasBrowser } from './support/test-browser.ts';

const see = (what: string, where: string | string[]): CheckStep => ({ do: 'see', what, in: where });
const gone = (what: string, where: string | string[]): CheckStep => ({ do: 'gone', what, in: where });
const click = (what: string): CheckStep => ({ do: 'click', what });

const budgets = `<ul>
  <li><span>Food</span> <span>45 of 100</span> <meter aria-label="Food" value="45" max="100"></meter></li>
  <li><span>Rent</span> <span>20 of 50</span> <meter aria-label="Rent" value="20" max="50"></meter></li></ul>`;
const bars = `<div><div><span>Food</span><div role="progressbar" aria-label="Food budget" aria-valuenow="45"></div></div><p>45 spent</p></div>`;
const pictures = `<section><h2>Food</h2><svg role="img" aria-label="Food"><rect width="9" height="9"/></svg><p>45 spent</p></section><section><h2>Rent</h2><p>20 spent</p></section>`;
const steppers = `<ul><li>Apples <b>3</b> <div role="group" aria-label="Apples"><button>−</button><button>+</button></div></li>
  <li>Pears <b>1</b> <div role="group" aria-label="Pears"><button>−</button><button>+</button></div></li></ul>`;
const board = `<button>Move Milk</button><h1>All things</h1><section aria-label="Open"><ul><li id="m">Milk</li><li>Tea</li></ul></section>
  <section aria-label="Finished"><ul id="f"></ul></section>`;
const move =
  "document.querySelector('button').onclick = () => document.querySelector('#f').append(document.querySelector('#m'));";
const moved = click('Move Milk');

describe.skipIf(!hasBrowser)('Looking in a part', () => {
  it.each<[string, string, string, readonly CheckStep[], object]>([
    ['looks beside a meter of its name', budgets, '', [see('45', 'Food')], held],
    [
      'sees nothing of the next row',
      budgets,
      '',
      [see('20', 'Food')],
      failed('wrong', '"20" is not shown in "Food", which reads: food 45 of 100 food'),
    ],
    ['looks around a label and its bar', bars, '', [see('45', 'Food')], held],
    ['looks beside a picture of its name', pictures, '', [see('45', 'Food')], held],
    [
      'sees nothing of the next section',
      pictures,
      '',
      [see('20', 'Food')],
      failed('wrong', '"20" is not shown in "Food", which reads: food food 45 spent'),
    ],
    ['looks beside buttons in a group of its name', steppers, '', [see('3', 'Apples')], held],
    [
      'sees nothing of the row of other buttons',
      steppers,
      '',
      [see('1', 'Apples')],
      failed('wrong', '"1" is not shown in "Apples", which reads: apples 3 − +'),
    ],
    ['looks in whichever part is there', board, move, [moved, see('Milk', ['Done', 'Finished'])], held],
    [
      'finds none of the parts where none is there',
      board,
      move,
      [moved, see('Milk', ['Later', 'Never'])],
      failed('not-found', 'nothing called "Later" or "Never" is there to look in'),
    ],
    [
      'fails where no part shows it',
      board,
      '',
      [moved, see('Milk', ['Done', 'Finished'])],
      failed('wrong', '"Milk" is not shown in "Done" or "Finished", which reads: finished'),
    ],
    [
      'misses what has left one of the parts that had it',
      board,
      move,
      [moved, gone('Milk', ['All things', 'Open'])],
      held,
    ],
    [
      'misses nothing in a part that never had it',
      board,
      '',
      [moved, gone('Milk', ['Open', 'Finished'])],
      failed('wrong', '"Milk" is still shown'),
    ],
    [
      'misses nothing where no such part is there',
      board,
      move,
      [moved, gone('Milk', ['Later', 'Never'])],
      failed('wrong', '"Milk" is still shown'),
    ],
  ])('%s', async (_, body, code, steps, outcome) => {
    expect(await outcomeOf(body, code, steps)).toEqual(outcome);
  });
});

const late = (change: string): string =>
  `const p = document.querySelector('p');
  document.querySelector('#show').onclick = () => { p.textContent = 'Lena'; };
  document.querySelector('#book').onclick = () => setTimeout(() => { ${change} }, 300);`;
const names = '<p></p><button id="show">Show</button><button id="book">Book</button>';
const lena: CheckStep = { do: 'see', what: 'Lena' };

describe.skipIf(!hasBrowser)('What an action is about to change', () => {
  it.each<[string, string, readonly CheckStep[], object]>([
    [
      'is not seen as it was before',
      "p.textContent = 'Otto';",
      [click('Show'), click('Book'), lena],
      failed('wrong', '"Lena" is not shown'),
    ],
    ['is seen where it stays', "p.title = 'x';", [click('Show'), click('Book'), lena], held],
    [
      'is not taken for gone before it comes',
      "p.textContent = 'Lou';",
      [click('Book'), { do: 'gone', what: 'Lou' }],
      failed('wrong', '"Lou" is still shown'),
    ],
  ])('%s', async (_, change, steps, outcome) => {
    expect(await outcomeOf(names, late(change), steps)).toEqual(outcome);
  });

  it('is waited for as long as a request for it is under way', async () => {
    const asking = `const p = document.querySelector('p');
      document.querySelector('#book').onclick = async () => { p.textContent = await (await fetch('/api/name')).text(); };`;
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_400));
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from('Lou') };
    };
    const steps: CheckStep[] = [click('Book'), { do: 'gone', what: 'Lou' }];
    const told = await outcomeOf(names, asking, steps, slow);
    expect(told).toEqual(failed('wrong', '"Lou" is still shown'));
  });

  it('is what the page had asked for before, not what came of the action', async () => {
    const asking = `const p = document.querySelector('p');
      fetch('/api/name').then((answer) => answer.text()).then((name) => { p.textContent = name; });
      document.querySelector('#book').onclick = () => setTimeout(() => { p.textContent = 'Otto'; }, 300);`;
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from('Lena') };
    };
    const told = await outcomeOf(names, asking, [click('Book'), lena], slow);
    expect(told).toEqual(failed('wrong', '"Lena" is not shown'));
  });
});

const saying = (find: string): string =>
  `document.addEventListener('${find}', (event) => { document.querySelector('output').textContent = 'You took ' + (event.target.value || event.target.textContent); });`;
const took = (what: string): CheckStep => ({ do: 'see', what });

describe.skipIf(!hasBrowser)('Choosing', () => {
  it.each<[string, string, string, readonly CheckStep[], object]>([
    [
      'takes a time by its hour from a select',
      '<label>Time <select><option>09:00</option><option>10:00</option><option>10:30</option></select></label><output></output>',
      saying('change'),
      [{ do: 'choose', what: 'Time', value: '10' }, took('You took 10:00')],
      held,
    ],
    [
      'takes a name before a longer one from radio buttons',
      '<label><input type="radio" name="r" value="xl">Extra large (40 cm)</label><label><input type="radio" name="r" value="l">Large (32 cm)</label><output></output>',
      saying('change'),
      [{ do: 'choose', what: 'Size', value: 'Large' }, took('You took l')],
      held,
    ],
    [
      'takes the best of what opens, not the first that fits',
      '<button id="b">Month</button><ul role="listbox" hidden><li role="option">March sale 2026</li><li role="option">March</li></ul><output></output>',
      `const list = document.querySelector('ul'); document.querySelector('#b').onclick = () => { list.hidden = false; }; list.onclick = (event) => { list.hidden = true; document.querySelector('output').textContent = 'You took ' + event.target.textContent + '.'; };`,
      [{ do: 'choose', what: 'Month', value: 'March' }, took('You took March'), { do: 'gone', what: 'sale' }],
      held,
    ],
    [
      'takes no number that another holds',
      '<label>Count <select><option>1</option><option>100</option><option>2010</option></select></label>',
      '',
      [{ do: 'choose', what: 'Count', value: '10' }],
      failed('not-found', 'no choice called "10" is there, or several could be meant'),
    ],
  ])('%s', async (_, body, code, steps, outcome) => {
    expect(await outcomeOf(body, code, steps)).toEqual(outcome);
  });
});
