import type { KitFeature } from '../../kit.ts';

/** What a pomodoro timer may have beyond focus and break, in the order in which plans show it. */
export const features: readonly KitFeature[] = [
  {
    id: 'long-breaks',
    title: 'Long breaks',
    phrases: ['long break', 'longer breaks', 'longer break', 'big breaks', 'break after four'],
    isDefault: true,
  },
  {
    id: 'durations',
    title: 'Custom durations',
    phrases: [
      'custom duration',
      'custom times',
      'custom lengths',
      'custom minutes',
      'adjustable',
      'configurable',
      'settings',
      'durations',
      'set the minutes',
      'choose the minutes',
      'session length',
    ],
    isDefault: true,
  },
  {
    id: 'statistics',
    title: 'Session statistics',
    phrases: [
      'statistics',
      'stats',
      'session count',
      'session counter',
      'count sessions',
      'completed sessions',
      'progress',
      'session history',
      'history',
    ],
    isDefault: true,
  },
  {
    id: 'sound',
    title: 'Sound',
    phrases: ['sounds', 'alarm', 'chime', 'bell', 'audio', 'beep', 'ring', 'sound alert', 'ding'],
    isDefault: false,
  },
  {
    id: 'task-label',
    title: 'Task label',
    phrases: [
      'task name',
      'label',
      'what i am working on',
      'current task',
      'task labels',
      'name the session',
    ],
    isDefault: false,
  },
  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    phrases: ['keyboard', 'shortcuts', 'hotkeys', 'keyboard control', 'space bar'],
    isDefault: false,
  },
  {
    id: 'dark-mode',
    title: 'Dark mode',
    phrases: ['dark theme', 'night mode', 'theme toggle', 'theme switch', 'dark', 'light mode'],
    isDefault: false,
  },
];
