import { composeApp } from '../../compose-page.ts';
import { describeApp } from '../../describe-app.ts';
import type { AppKit, ComposeInput } from '../../kit.ts';
import type { Part } from '../../part.ts';
import { storagePart, themePart } from '../../parts/plain-parts.ts';
import { features } from './features.ts';

const folder = new URL('./', import.meta.url);

const parts: readonly Part[] = [
  { folder, files: ['src/board.js', 'test/board.test.js'], styles: ['page/board.css'] },
  storagePart(['local-storage']),
  { folder, when: ['local-storage'], wiring: { file: 'page/local-storage.js', call: 'wireStorage' } },
  {
    folder,
    when: ['drag-and-drop'],
    files: ['src/drag.js', 'test/drag.test.js'],
    styles: ['page/drag.css'],
    wiring: { file: 'page/drag.js', call: 'wireDrag' },
  },
  {
    folder,
    when: ['search'],
    files: ['src/search.js', 'test/search.test.js'],
    slots: { filters: 'page/search.html' },
    styles: ['page/search.css'],
    wiring: { file: 'page/search.js', call: 'wireSearch' },
  },
  {
    folder,
    when: ['priorities'],
    files: ['src/priorities.js', 'test/priorities.test.js'],
    slots: { fields: 'page/priorities.html', filters: 'page/priorities-sort.html' },
    styles: ['page/priorities.css'],
    wiring: { file: 'page/priorities.js', call: 'wirePriorities' },
  },
  {
    folder,
    when: ['due-dates', 'calendar'],
    slots: { fields: 'page/due-field.html' },
    wiring: { file: 'page/due-field.js', call: 'wireDueField' },
  },
  {
    folder,
    when: ['due-dates'],
    files: ['src/due-dates.js', 'test/due-dates.test.js'],
    styles: ['page/due-dates.css'],
    wiring: { file: 'page/due-dates.js', call: 'wireDueDates' },
  },
  {
    folder,
    when: ['calendar'],
    files: ['src/calendar.js', 'test/calendar.test.js'],
    slots: { filters: 'page/calendar-toggle.html', below: 'page/calendar.html' },
    styles: ['page/calendar.css'],
    wiring: { file: 'page/calendar.js', call: 'wireCalendar' },
  },
  {
    folder,
    when: ['tags'],
    files: ['src/tags.js', 'test/tags.test.js'],
    slots: { fields: 'page/tags.html', filters: 'page/tags-filter.html' },
    styles: ['page/tags.css'],
    wiring: { file: 'page/tags.js', call: 'wireTags' },
  },
  {
    folder,
    when: ['clear-all'],
    files: ['src/clear-all.js', 'test/clear-all.test.js'],
    slots: { actions: 'page/clear-all.html' },
    wiring: { file: 'page/clear-all.js', call: 'wireClearAll' },
  },
  themePart(['dark-mode']),
  { folder, wiring: { file: 'page/begin.js', call: 'beginBoard' } },
];

const aboutOf = (input: ComposeInput): string =>
  input.features.has('local-storage')
    ? 'Tasks in three columns, moved by hand or keyboard. Nothing leaves this browser.'
    : 'Tasks in three columns, moved by hand or keyboard, for as long as the page is open.';

/** Tasks in three columns, moved with the keyboard, with buttons and, where wanted, by dragging. */
export const taskBoard: AppKit = {
  id: 'task-board',
  title: 'Task board',
  slug: 'task-board',
  phrases: [
    ...[
      'task board',
      'kanban',
      'kanban board',
      'todo',
      'todos',
      'todo app',
      'todo list',
      'to-do',
      'to-do app',
      'to-do list',
    ],
    ...[
      'task manager',
      'task manager app',
      'task management',
      'task management app',
      'task management tool',
      'task list',
      'task app',
      'task tracker',
      'tasks app',
      'project board',
      'trello',
      'checklist app',
      'to do list',
    ],
  ],
  features,
  fuller: {
    phrases: ['task manager', 'task manager app', 'task management', 'task management app'],
    features: ['priorities', 'due-dates', 'calendar', 'dark-mode', 'local-storage'],
  },
  compose: (input) =>
    composeApp({
      folder,
      body: 'page/body.html',
      icon: 'page/icon.svg',
      start: { file: 'page/board.js', call: 'startBoard' },
      parts,
      features: input.features,
      words: { title: input.title, description: `${input.title}: ${aboutOf(input)}` },
      readme: describeApp(input, aboutOf(input), features),
    }),
};
