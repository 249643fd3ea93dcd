import type { KitCheck } from '../kit-checks.ts';

const add = (title: string): readonly string[] => [`fill New task | Task = ${title}`, 'click Add task | Add'];

/** What is tried on a board of tasks. */
export const taskBoardChecks: readonly KitCheck[] = [
  {
    words: 'A task that I add stands on the board.',
    steps: [...add('Water the plants'), 'see Water the plants'],
  },
  {
    words: 'A task that I remove is gone, and the others stay.',
    steps: [
      ...[...add('Water the plants'), ...add('Call the bank')],
      ...['click Remove Water the plants', 'see Call the bank', 'gone Water the plants in To do'],
    ],
  },
  {
    words: 'A task can be moved to the next column.',
    steps: [
      ...add('Call the bank'),
      'click Move Call the bank to In progress',
      'see Call the bank in In progress',
    ],
  },
  {
    of: 'drag-and-drop',
    words: 'A task that I drag to Done stands there.',
    steps: [...add('Call the bank'), 'drag Call the bank -> Done', 'see Call the bank in Done'],
  },
  {
    of: 'due-dates',
    words: 'A task shows the day that it is due.',
    steps: ['fill Due date | Due = 2031-05-14', ...add('Renew the passport'), 'see 14 in Renew the passport'],
  },
  {
    of: 'calendar',
    words: 'A task with a due date stands in the calendar.',
    steps: [
      ...['fill Due date | Due = 2031-05-14', ...add('Renew the passport')],
      ...['click Calendar | Calendar view', 'see Renew the passport in Calendar'],
    ],
  },
  {
    of: 'search',
    words: 'Search shows the task that I look for and hides the others.',
    steps: [
      ...[...add('Water the plants'), ...add('Call the bank')],
      ...['fill Search = bank', 'see Call the bank', 'gone Water the plants'],
    ],
  },
  {
    of: 'priorities',
    words: 'A task shows its priority.',
    steps: ['choose Priority = High', ...add('File the taxes'), 'see High in File the taxes'],
  },
  {
    of: 'tags',
    words: 'A task shows its tags.',
    steps: ['fill Tags = garden', ...add('Water the plants'), 'see garden in Water the plants'],
  },
  {
    of: 'local-storage',
    words: 'A task is still there after a reload.',
    steps: [...add('Water the plants'), 'reload', 'see Water the plants'],
  },
  {
    of: 'clear-all',
    words: 'Clear all empties the board.',
    steps: [...add('Water the plants'), 'see Water the plants', 'click Clear all', 'gone Water the plants'],
  },
  { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
];
