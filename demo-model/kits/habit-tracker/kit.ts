import { type AppRecipe, composeApp } from '../../compose-page.ts';
import { describeApp } from '../../describe-app.ts';
import type { AppKit, ComposeInput, KitFeature } from '../../kit.ts';
import type { Part } from '../../part.ts';
import { storagePart, themePart } from '../../parts/plain-parts.ts';
import { forgetUntickedToday } from './slip.ts';

const folder = new URL('./', import.meta.url);

const features: readonly KitFeature[] = [
  {
    id: 'streaks',
    title: 'Streaks',
    phrases: [
      'streak',
      'streak counter',
      'streak count',
      'days in a row',
      'longest streak',
      'current streak',
      'chains',
    ],
    isDefault: true,
  },
  {
    id: 'week-grid',
    title: 'Weekly grid',
    phrases: ['week view', 'weekly view', 'weekly calendar', 'week grid', 'calendar', 'past days', 'grid'],
    isDefault: true,
  },
  {
    id: 'statistics',
    title: 'Statistics',
    phrases: [
      'weekly summary',
      'summary',
      'weekly report',
      'stats',
      'progress chart',
      'chart',
      'charts',
      'graph',
      'completion rate',
      'progress',
      'insights',
      'analytics',
    ],
    isDefault: false,
  },
  {
    id: 'export-csv',
    title: 'Export CSV',
    phrases: ['csv', 'export', 'csv export', 'export to csv', 'spreadsheet', 'download data', 'export data'],
    isDefault: false,
  },
  {
    id: 'local-storage',
    title: 'Local storage',
    phrases: ['localstorage', 'remember', 'save', 'persist', 'persistence', 'keep my data', 'offline'],
    isDefault: true,
  },
  {
    id: 'dark-mode',
    title: 'Dark mode',
    phrases: ['dark theme', 'night mode', 'theme toggle', 'dark', 'light mode'],
    isDefault: false,
  },
];

const parts: readonly Part[] = [
  {
    folder,
    files: ['src/days.js', 'src/habits.js', 'test/days.test.js', 'test/habits.test.js'],
    styles: ['page/habits.css'],
  },
  storagePart(['local-storage']),
  { folder, when: ['local-storage'], wiring: { file: 'page/local-storage.js', call: 'wireStorage' } },
  {
    folder,
    when: ['streaks'],
    files: ['src/streaks.js', 'test/streaks.test.js'],
    styles: ['page/streaks.css'],
    wiring: { file: 'page/streaks.js', call: 'wireStreaks' },
  },
  {
    folder,
    when: ['week-grid'],
    files: ['src/week.js', 'test/week.test.js'],
    slots: { 'list-head': 'page/week.html' },
    styles: ['page/week.css'],
    wiring: { file: 'page/week.js', call: 'wireWeek' },
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
    when: ['export-csv'],
    files: ['src/csv.js', 'test/csv.test.js'],
    slots: { tools: 'page/csv.html' },
    wiring: { file: 'page/csv.js', call: 'wireCsv' },
  },
  themePart(['dark-mode']),
  { folder, wiring: { file: 'page/begin.js', call: 'beginHabits' } },
];

const aboutOf = (input: ComposeInput): string =>
  input.features.has('local-storage')
    ? 'Tick off what you mean to do every day. Nothing leaves this browser.'
    : 'Tick off what you mean to do every day, for as long as the page is open.';

const recipeOf = (input: ComposeInput): AppRecipe => ({
  folder,
  body: 'page/body.html',
  icon: 'page/icon.svg',
  start: { file: 'page/habits.js', call: 'startHabits' },
  parts,
  features: input.features,
  words: { title: input.title, description: `${input.title}: ${aboutOf(input)}` },
  readme: describeApp(input, aboutOf(input), features),
});

/** Daily habits by calendar day; its first draft with streaks forgets that today is not over. */
export const habitTracker: AppKit = {
  id: 'habit-tracker',
  title: 'Habit tracker',
  slug: 'habit-tracker',
  phrases: [
    'habit tracker',
    'habits tracker',
    'habit tracking app',
    'habit app',
    'habits',
    'habit progress tracker',
    'streak tracker',
    'daily routine tracker',
    'routine tracker',
  ],
  features,
  compose: (input) => composeApp(recipeOf(input)),
  slip: { whenFeature: 'streaks', apply: forgetUntickedToday },
};
