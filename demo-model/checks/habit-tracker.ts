import type { KitCheck } from '../kit-checks.ts';

const add = (name: string): readonly string[] => [
  `fill New habit | Habit = ${name}`,
  'click Add habit | Add',
];

/** What is tried on a tracker of habits. */
export const habitTrackerChecks: readonly KitCheck[] = [
  { words: 'A habit that I add is listed.', steps: [...add('Read ten pages'), 'see Read ten pages'] },
  {
    words: 'A habit that I did today is counted.',
    steps: [
      ...[...add('Read ten pages'), ...add('Walk')],
      ...['click Read ten pages done today | Done Read ten pages', 'see 1 of 2'],
    ],
  },
  {
    words: 'A habit that I delete is gone, and the other stays.',
    steps: [
      ...[...add('Read ten pages'), ...add('Walk')],
      ...['click Edit Walk', 'click Delete Walk', 'see Read ten pages', 'gone Walk in Your habits'],
    ],
  },
  {
    of: 'streaks',
    words: 'A day that I tick begins a streak.',
    steps: [...add('Read ten pages'), 'click Read ten pages done today | Done Read ten pages', 'see 1 day'],
  },
  {
    of: 'streaks',
    words: 'A streak goes on while today can still be ticked.',
    steps: ['click Try with sample data', 'see 3 days'],
  },
  {
    of: 'week-grid',
    words: 'I can look at the week before.',
    steps: [...add('Read ten pages'), 'click Week before | Previous week', 'changes Week | Read ten pages'],
  },
  {
    of: 'statistics',
    words: 'A habit that I keep counts in the statistics.',
    steps: [...add('Read ten pages'), 'click Read ten pages done today | Done Read ten pages', 'see 1 of 1'],
  },
  {
    of: 'export-csv',
    words: 'I can take my habits with me as CSV.',
    steps: [...add('Read ten pages'), 'download Export CSV holds Read ten pages'],
  },
  {
    of: 'local-storage',
    words: 'A habit is still there after a reload.',
    steps: [...add('Read ten pages'), 'reload', 'see Read ten pages'],
  },
  { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
];
