import { describe, expect, it } from 'vitest';
import type { CheckStep } from '../../../core/wire/check.ts';
import { failed, held, outcomeOf } from './support/outcome-of.ts';
import { hasBrowser } from './support/test-browser.ts';

const click = (what: string): CheckStep => ({ do: 'click', what });
const changes = (what: string): CheckStep => ({ do: 'changes', what });

const routine = `<section><h2>Now</h2><p>Exercise: <b id="at">–</b></p><p role="timer" aria-label="Timer" id="left">0 s</p></section>
  <button id="start">Start</button><button id="skip">Skip</button>`;
const routineCode = (skip: string, start = ''): string => `let left = 0;
  const [at, timer] = ['#at', '#left'].map((id) => document.querySelector(id));
  const draw = () => { timer.textContent = left + ' s'; };
  document.querySelector('#start').onclick = () => { at.textContent = 'Arms'; left = 30; draw(); setInterval(() => { left -= 1; draw(); }, 1_000); ${start} };
  document.querySelector('#skip').onclick = () => { ${skip} };`;
const startThenSkip = [click('Start'), click('Skip'), changes('Now')];
const twoPresses = '<p>Total <b>1</b></p><button id="a">Double</button><button id="b">Save</button>';
const twoPressesCode = (second: string): string => `const b = document.querySelector('b');
  document.querySelector('#a').onclick = () => { b.textContent = String(b.textContent * 2); };
  document.querySelector('#b').onclick = () => { ${second} };`;
const didNothing = (what: string) =>
  failed('wrong', `"${what}" changed before the last press, which did nothing`);

describe.skipIf(!hasBrowser)('Of two presses, the second', () => {
  it.each<[string, string, string, readonly CheckStep[], object]>([
    ['has to do more than a clock that runs', routine, routineCode(''), startThenSkip, didNothing('Now')],
    ['counts where it changes words', routine, routineCode("at.textContent = 'Legs';"), startThenSkip, held],
    ['counts where it moves a clock on', routine, routineCode('left += 90; draw();'), startThenSkip, held],
    [
      'counts where it starts the clock',
      routine,
      routineCode(''),
      [click('Skip'), click('Start'), changes('Timer')],
      held,
    ],
    [
      'has to do something where nothing runs',
      twoPresses,
      twoPressesCode(''),
      [click('Double'), click('Save'), changes('Total')],
      didNothing('Total'),
    ],
    [
      'counts where it does something elsewhere',
      twoPresses,
      twoPressesCode("document.body.append('Saved');"),
      [click('Double'), click('Save'), changes('Total')],
      held,
    ],
    [
      'may do nothing where it is the same again',
      '<p>Die <b>-</b></p><button>Roll</button>',
      "document.querySelector('button').onclick = () => { document.querySelector('b').textContent = '4'; };",
      [click('Roll'), click('Roll'), changes('Die')],
      held,
    ],
    [
      'may do nothing where the first was a look ago',
      twoPresses,
      twoPressesCode(''),
      [click('Double'), { do: 'see', what: '2' }, click('Save'), changes('Total')],
      failed('wrong', '"Total" did not change'),
    ],
  ])('%s', async (_, body, code, steps, outcome) => {
    expect(await outcomeOf(body, code, steps)).toEqual(outcome);
  });
});
