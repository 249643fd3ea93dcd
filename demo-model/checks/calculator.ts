import type { KitCheck } from '../kit-checks.ts';

/** What is tried on a calculator. */
export const calculatorChecks: readonly KitCheck[] = [
  {
    words: 'Seven plus five is twelve.',
    steps: ['click 7', 'click Plus | +', 'click 5', 'click Equals | =', 'see 12'],
  },
  {
    words: 'Multiplication comes before addition.',
    steps: [
      'click 2',
      'click Plus | +',
      'click 3',
      'click Times | ×',
      'click 4',
      'click Equals | =',
      'see 14',
    ],
  },
  {
    words: 'After clearing it begins anew.',
    steps: [
      'click 8',
      'click 8',
      'click Clear | AC',
      'click 5',
      'click Plus | +',
      'click 1',
      'click =',
      'see 6',
    ],
  },
  {
    of: 'keyboard',
    words: 'I can calculate with the keyboard.',
    steps: ['press 9', 'press *', 'press 8', 'press Enter', 'see 72'],
  },
  {
    of: 'history',
    words: 'A calculation that is done stands in the history.',
    steps: ['click 6', 'click Times | ×', 'click 7', 'click Equals | =', 'see 42 in History'],
  },
  {
    of: 'percent-sign',
    words: 'Fifty percent of eighty is forty.',
    steps: [
      'click 8',
      'click 0',
      'click Times | ×',
      'click 5',
      'click 0',
      'click Percent | %',
      'click =',
      'see 40',
    ],
  },
  {
    of: 'memory',
    words: 'A number that I put into the memory comes back.',
    steps: [
      ...['click 4', 'click 2', 'click Memory add | M+', 'click Clear all | AC'],
      ...['click Memory recall | MR', 'click Plus | +', 'click 1', 'see 43'],
    ],
  },
  {
    of: 'scientific',
    words: 'The square root of eighty-one is nine.',
    steps: ['click Square root | √', 'click 8', 'click 1', 'click Equals | =', 'see 9'],
  },
  { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
];
