import type { KitCheck } from '../kit-checks.ts';

/** What is tried on a focus timer. */
export const pomodoroChecks: readonly KitCheck[] = [
  {
    words: 'The timer runs when I start it.',
    steps: ['see 25:00', 'click Start', 'see Pause', 'gone 25:00'],
  },
  { words: 'The timer can be set back.', steps: ['click Start', 'click Reset', 'see 25:00'] },
  { words: 'I can skip to the break.', steps: ['click Skip', 'see Break', 'see 5:00 | 05:00'] },
  {
    of: 'long-breaks',
    words: 'It says how far the long break is.',
    steps: ['click Skip', 'click Skip', 'see long break | Long break'],
  },
  {
    of: 'durations',
    words: 'I can set how long I focus.',
    steps: ['fill Focus | Focus minutes = 40', 'press Tab', 'see 40:00'],
  },
  { of: 'statistics', words: 'It shows how many sessions I did today.', steps: ['see Sessions today'] },
  { of: 'sound', words: 'I can turn the sound off or on.', steps: ['click Sound', 'changes Sound'] },
  {
    of: 'task-label',
    words: 'I can write what I am working on.',
    steps: ['fill What are you working on | Task = Tax return', 'changes What are you working on | Task'],
  },
  { of: 'shortcuts', words: 'The space bar starts the timer.', steps: ['press Space', 'see Pause'] },
  { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
];
