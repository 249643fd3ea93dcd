/** A check as a spec holds it, of what a kit's app is for or of one of its features; steps are lines of the check language. */
export interface KitCheck {
  /** The id of the feature; nothing for the core of the app. */
  readonly of?: string;
  readonly words: string;
  readonly steps: readonly string[];
}

/** What is tried on each kind of app, the core first, in the words of somebody who has only read the plan. */
export const kitChecks: Readonly<Record<string, readonly KitCheck[]>> = {
  calculator: [
    {
      words: 'Seven plus five is twelve.',
      steps: ['click 7', 'click Plus | +', 'click 5', 'click Equals | =', 'see 12'],
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
    { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
  ],
  'task-board': [
    {
      words: 'A task that I add stands on the board.',
      steps: ['fill New task = Water the plants', 'click Add task', 'see Water the plants'],
    },
    {
      of: 'local-storage',
      words: 'A task is still there after a reload.',
      steps: ['fill New task = Water the plants', 'click Add task', 'reload', 'see Water the plants'],
    },
    {
      of: 'search',
      words: 'Search shows the task that I look for and hides the others.',
      steps: [
        'fill New task = Water the plants',
        'click Add task',
        'fill New task = Call the bank',
        'click Add task',
        'fill Search = bank',
        'see Call the bank',
        'gone Water the plants',
      ],
    },
    { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
  ],
  pomodoro: [
    { words: 'The timer runs when I start it.', steps: ['click Start', 'see Pause'] },
    { words: 'The timer can be set back.', steps: ['click Start', 'click Reset', 'see 25:00'] },
    { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
  ],
  'markdown-notes': [
    {
      words: 'What I write is listed as a note.',
      steps: [
        'click Write a note | New note',
        'fill Text of the note = Shopping list',
        'see Shopping list in Notes',
      ],
    },
    {
      of: 'local-storage',
      words: 'A note is still there after a reload.',
      steps: [
        'click Write a note | New note',
        'fill Text of the note = Shopping list',
        'reload',
        'see Shopping list in Notes',
      ],
    },
    { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
  ],
  'habit-tracker': [
    {
      words: 'A habit that I add is listed.',
      steps: ['fill New habit = Read ten pages', 'click Add habit', 'see Read ten pages'],
    },
    {
      of: 'local-storage',
      words: 'A habit is still there after a reload.',
      steps: ['fill New habit = Read ten pages', 'click Add habit', 'reload', 'see Read ten pages'],
    },
    { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
  ],
  'landing-page': [
    { words: 'The page tells who it is about.', steps: ['see Back to the top'] },
    { of: 'faq', words: 'Questions are answered.', steps: ['see Questions'] },
    { of: 'dark-mode', words: 'I can switch to dark.', steps: ['click Dark mode', 'changes Dark mode'] },
  ],
};
