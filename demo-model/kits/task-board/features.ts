import type { KitFeature } from '../../kit.ts';

/** What a task board may have beyond its columns, in the order in which plans show it. */
export const features: readonly KitFeature[] = [
  {
    id: 'drag-and-drop',
    title: 'Drag-and-drop reordering',
    phrases: [
      'drag and drop',
      'drag & drop',
      'drag n drop',
      'dragging',
      'draggable',
      'reordering',
      'reorder',
      'drag',
    ],
    isDefault: true,
  },
  {
    id: 'due-dates',
    title: 'Due dates',
    phrases: ['due date', 'deadlines', 'deadline', 'due days', 'dates'],
    isDefault: false,
  },
  {
    id: 'calendar',
    title: 'Calendar view',
    phrases: ['calendar', 'month view', 'monthly view', 'calendar of tasks'],
    isDefault: false,
    buildsOn: 'due-dates',
  },
  {
    id: 'search',
    title: 'Search',
    phrases: ['search bar', 'search box', 'find tasks', 'filter tasks', 'searching', 'searchable', 'filter'],
    isDefault: false,
  },
  {
    id: 'priorities',
    title: 'Priorities',
    phrases: ['priority', 'priority levels', 'importance', 'urgency', 'prioritise', 'prioritize'],
    isDefault: false,
  },
  {
    id: 'tags',
    title: 'Tags',
    phrases: ['labels', 'categories', 'category', 'tagging', 'hashtags'],
    isDefault: false,
  },
  {
    id: 'local-storage',
    title: 'Local storage',
    phrases: [
      'localstorage',
      'remember tasks',
      'remembers',
      'save',
      'saved',
      'saves',
      'autosave',
      'persist',
      'persistence',
      'offline',
    ],
    isDefault: true,
  },
  {
    id: 'clear-all',
    title: 'Clear all button',
    phrases: [
      'clear all',
      'clear everything',
      'delete all',
      'remove all',
      'reset button',
      'clear button',
      'delete everything',
    ],
    isDefault: false,
  },
  {
    id: 'dark-mode',
    title: 'Dark mode',
    phrases: ['dark theme', 'night mode', 'theme toggle', 'theme switch', 'dark', 'light mode'],
    isDefault: false,
  },
];
