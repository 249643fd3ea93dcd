/** What a person may start from; each is one that the built-in demo model builds. */
export const examples: readonly { readonly title: string; readonly prompt: string }[] = [
  { title: 'Task board', prompt: 'Build a task board with drag and drop, due dates and dark mode.' },
  {
    title: 'Pomodoro timer',
    prompt: 'Build a pomodoro timer with a sound at the end and statistics of my day.',
  },
  { title: 'Calculator', prompt: 'Build a calculator with history, keyboard input and dark mode.' },
  { title: 'Markdown notes', prompt: 'Build a Markdown notes app with live preview, tags and search.' },
  { title: 'Habit tracker', prompt: 'Build a habit tracker with streaks, a weekly view and CSV export.' },
  {
    title: 'Landing page',
    prompt: 'Build a landing page for a small bakery with prices, a contact form and an FAQ.',
  },
];

/** What stands in an empty composer as an idea: every model can build it as it stands there. */
export const exampleIdea = 'A task board with due dates and drag and drop';
