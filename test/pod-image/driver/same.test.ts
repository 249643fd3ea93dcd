import { describe, expect, it } from 'vitest';
import type { CheckStep } from '../../../core/wire/check.ts';
import { failed, held, outcomeOf } from './support/outcome-of.ts';
import { hasBrowser } from './support/test-browser.ts';

const click = (what: string): CheckStep => ({ do: 'click', what });
const same = (what: string | string[]): CheckStep => ({ do: 'same', what });
const reload: CheckStep = { do: 'reload' };

const dice = '<section><h2>Result</h2><p id="r">–</p></section><button>Roll</button>';
/** A number that nobody knows before, which rolls for a while. */
const diceCode = (keep: string, read: string): string => `const r = document.querySelector('#r');
  r.textContent = ${read} ?? '–';
  document.querySelector('button').onclick = () => {
    const told = String(crypto.getRandomValues(new Uint32Array(1))[0]);
    r.textContent = '…';
    setTimeout(() => { r.textContent = told; ${keep} }, 300);
  };`;
const keeps = diceCode("localStorage.setItem('r', told);", "localStorage.getItem('r')");
const rolled = [click('Roll'), reload, same('Result')];
const notes = '<label>Note <textarea></textarea></label>';
const notesCode = `const t = document.querySelector('textarea');
  t.value = localStorage.getItem('t') ?? ''; t.oninput = () => localStorage.setItem('t', t.value);`;
const drawing = '<figure aria-label="Picture"><canvas width="60" height="60"></canvas></figure>';
const drawingCode = (seed: string): string => `const c = document.querySelector('canvas').getContext('2d');
  c.fillStyle = ${seed}; c.fillRect(0, 0, 60, 60);`;

describe.skipIf(!hasBrowser)('What is to be the same', () => {
  it.each<[string, string, string, readonly CheckStep[], object]>([
    ['is what had come to rest before a reload', dice, keeps, rolled, held],
    [
      'is looked for under whichever name was there',
      dice,
      keeps,
      [click('Roll'), reload, same(['Number', 'Result'])],
      held,
    ],
    [
      'was there before',
      dice,
      keeps,
      [reload, same('Score')],
      failed('not-found', 'nothing called "Score" was there before'),
    ],
    [
      'is there afterwards',
      '<div></div>',
      "if (!sessionStorage.x) document.querySelector('div').innerHTML = '<h2>Word</h2><p>owl</p>'; sessionStorage.x = 1;",
      [reload, same('Word')],
      failed('wrong', '"Word" is not there, and read: Word owl before'),
    ],
    [
      'is what stands in a field',
      notes,
      notesCode,
      [{ do: 'fill', what: 'Note', value: 'x' }, reload, same('Note')],
      held,
    ],
    [
      'is a picture where there are no words',
      drawing,
      drawingCode("'#123'"),
      [reload, same('Picture')],
      held,
    ],
  ])('%s', async (_, body, code, steps, outcome) => {
    expect(await outcomeOf(body, code, steps)).toEqual(outcome);
  });

  it('says what it reads, and what it read before', async () => {
    const { outcome, why } = await outcomeOf(dice, diceCode('', 'null'), rolled);
    expect(outcome).toBe('failed');
    expect(why).toMatch(/^"Result" reads: Result – Roll, and read: Result \d+ Roll before$/);
  });

  it('is told apart by its look where there are no words', async () => {
    const random = "'hsl(' + (sessionStorage.n = Number(sessionStorage.n ?? 0) + 90) + ' 90% 50%)'";
    const { outcome } = await outcomeOf(drawing, drawingCode(random), [reload, same('Picture')]);
    expect(outcome).toBe('failed');
  });

  it('is what another visitor saw', async () => {
    const steps: CheckStep[] = [click('Roll'), { do: 'visitor', what: 'second' }, same('Result')];
    expect((await outcomeOf(dice, keeps, steps)).outcome).toBe('failed');
  });
});
