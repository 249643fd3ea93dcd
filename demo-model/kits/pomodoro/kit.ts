import { composeApp } from '../../compose-page.ts';
import { describeApp } from '../../describe-app.ts';
import type { AppKit } from '../../kit.ts';
import type { Part } from '../../part.ts';
import { storagePart, themePart } from '../../parts/plain-parts.ts';
import { features } from './features.ts';

const folder = new URL('./', import.meta.url);
const about = 'A timer for focus and breaks that keeps its time in a sleeping tab and over a reload.';

const parts: readonly Part[] = [
  { folder, files: ['src/timer.js', 'test/timer.test.js'], styles: ['page/timer.css'] },
  storagePart(),
  {
    folder,
    when: ['long-breaks'],
    files: ['src/long-breaks.js', 'test/long-breaks.test.js'],
    slots: { round: 'page/long-breaks.html' },
    styles: ['page/long-breaks.css'],
    wiring: { file: 'page/long-breaks.js', call: 'wireLongBreaks' },
  },
  {
    folder,
    when: ['statistics'],
    files: ['src/statistics.js', 'test/statistics.test.js'],
    slots: { below: 'page/statistics.html' },
    styles: ['page/statistics.css'],
    wiring: { file: 'page/statistics.js', call: 'wireStatistics' },
  },
  {
    folder,
    when: ['durations'],
    files: ['src/durations.js', 'test/durations.test.js'],
    slots: { below: 'page/durations.html' },
    styles: ['page/durations.css'],
    wiring: { file: 'page/durations.js', call: 'wireDurations' },
  },
  {
    folder,
    when: ['sound'],
    files: ['src/chime.js', 'test/chime.test.js'],
    slots: { tools: 'page/sound.html' },
    styles: ['page/sound.css'],
    wiring: { file: 'page/sound.js', call: 'wireSound' },
  },
  {
    folder,
    when: ['task-label'],
    files: ['src/task-label.js', 'test/task-label.test.js'],
    slots: { above: 'page/task-label.html' },
    styles: ['page/task-label.css'],
    wiring: { file: 'page/task-label.js', call: 'wireTaskLabel' },
  },
  {
    folder,
    when: ['shortcuts'],
    files: ['src/shortcuts.js', 'test/shortcuts.test.js'],
    slots: { hint: 'page/shortcuts.html' },
    styles: ['page/shortcuts.css'],
    wiring: { file: 'page/shortcuts.js', call: 'wireShortcuts' },
  },
  themePart(['dark-mode']),
  { folder, wiring: { file: 'page/begin.js', call: 'beginPomodoro' } },
];

/** A focus timer that counts by the clock. */
export const pomodoro: AppKit = {
  id: 'pomodoro',
  title: 'Pomodoro timer',
  slug: 'pomodoro',
  phrases: [
    'pomodoro',
    'pomodoro app',
    'focus timer',
    'timer',
    'timer app',
    'work timer',
    'study timer',
    'productivity timer',
    'tomato timer',
  ],
  features,
  compose: (input) =>
    composeApp({
      folder,
      body: 'page/body.html',
      icon: 'page/icon.svg',
      start: { file: 'page/timer.js', call: 'startPomodoro' },
      parts,
      features: input.features,
      words: { title: input.title, description: `${input.title}: ${about}` },
      readme: describeApp(input, about, features),
    }),
};
