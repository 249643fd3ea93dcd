import { composeApp } from '../../compose-page.ts';
import { describeApp } from '../../describe-app.ts';
import type { AppKit, KitFeature } from '../../kit.ts';
import type { Part } from '../../part.ts';
import { storagePart, themePart } from '../../parts/plain-parts.ts';

const folder = new URL('./', import.meta.url);
const about =
  'A calculator that knows the order of operations, shows the answer as you type and keeps its place.';

const features: readonly KitFeature[] = [
  {
    id: 'dark-mode',
    title: 'Dark mode',
    phrases: [
      'dark theme',
      'night mode',
      'dark',
      'theme toggle',
      'theme switch',
      'light and dark',
      'light mode',
    ],
    isDefault: false,
  },
  {
    id: 'history',
    title: 'History',
    phrases: [
      'calculation history',
      'past calculations',
      'previous calculations',
      'recent calculations',
      'log of calculations',
      'tape',
    ],
    isDefault: true,
  },
  {
    id: 'keyboard',
    title: 'Keyboard input',
    phrases: [
      'keyboard',
      'keyboard support',
      'keyboard shortcuts',
      'type with the keyboard',
      'numpad',
      'hotkeys',
    ],
    isDefault: true,
  },
  {
    id: 'percent-sign',
    title: 'Percent and sign',
    phrases: ['percent', 'percentage', 'percentages', 'plus minus', 'negative numbers', 'sign'],
    isDefault: true,
  },
  {
    id: 'memory',
    title: 'Memory keys',
    phrases: ['memory', 'memory buttons', 'memory function', 'memory functions', 'm+'],
    isDefault: false,
  },
  {
    id: 'scientific',
    title: 'Scientific functions',
    phrases: [
      'scientific',
      'scientific mode',
      'trigonometry',
      'trig',
      'sine',
      'cosine',
      'sin cos tan',
      'sin',
      'cos',
      'tan',
      'log',
      'ln',
      'square root',
      'square roots',
      'powers',
      'exponents',
      'logarithm',
      'logarithms',
      'parentheses',
      'brackets',
    ],
    isDefault: false,
  },
];

const parts: readonly Part[] = [
  {
    folder,
    files: [
      ...['calculator', 'expression', 'number-format'].map((name) => `src/${name}.js`),
      ...['calculator', 'expression', 'number-format'].map((name) => `test/${name}.test.js`),
    ],
    styles: ['page/calculator.css'],
  },
  storagePart(),
  {
    folder,
    when: ['scientific'],
    files: ['src/scientific.js', 'test/scientific.test.js'],
    slots: { status: 'page/angle.html', rows: 'page/scientific.html' },
    styles: ['page/scientific.css'],
    wiring: { file: 'page/scientific.js', call: 'wireScientific' },
  },
  {
    folder,
    when: ['memory'],
    files: ['src/memory.js', 'test/memory.test.js'],
    slots: { status: 'page/memory-status.html', rows: 'page/memory.html' },
    styles: ['page/memory.css'],
    wiring: { file: 'page/memory.js', call: 'wireMemory' },
  },
  {
    folder,
    when: ['percent-sign'],
    files: ['src/percent-sign.js', 'test/percent-sign.test.js'],
    slots: { percent: 'page/percent.html', sign: 'page/sign.html' },
    styles: ['page/percent-sign.css'],
    wiring: { file: 'page/percent-sign.js', call: 'wirePercentSign' },
  },
  {
    folder,
    when: ['history'],
    files: ['src/history.js', 'test/history.test.js'],
    slots: { aside: 'page/history.html' },
    styles: ['page/history.css'],
    wiring: { file: 'page/history.js', call: 'wireHistory' },
  },
  {
    folder,
    when: ['keyboard'],
    files: ['src/keyboard.js', 'test/keyboard.test.js'],
    slots: { foot: 'page/keyboard.html' },
    styles: ['page/keyboard.css'],
    wiring: { file: 'page/keyboard.js', call: 'wireKeyboard' },
  },
  themePart(['dark-mode']),
];

/** A calculator with precedence and a live preview of the answer. */
export const calculator: AppKit = {
  id: 'calculator',
  title: 'Calculator',
  slug: 'calculator',
  phrases: ['calculator', 'calc', 'pocket calculator', 'adding machine'],
  isNarrowedByNouns: true,
  features,
  compose: (input) =>
    composeApp({
      folder,
      body: 'page/body.html',
      icon: 'page/icon.svg',
      start: { file: 'page/calculator.js', call: 'startCalculator' },
      parts,
      features: input.features,
      words: { title: input.title, description: `${input.title}: ${about}` },
      readme: describeApp(input, about, features),
    }),
};
