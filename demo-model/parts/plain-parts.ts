import { lookFile, looks } from '../looks.ts';
import type { Part } from '../part.ts';

/** The document that every app's body stands in. */
export const frame = { folder: new URL('./frame/', import.meta.url), file: 'frame.html' } as const;

/** What every app has: tokens, type scale, buttons, fields; and its colour where one was asked for. */
export const plainParts: readonly Part[] = [
  { folder: new URL('./base/', import.meta.url), styles: ['page/base.css'] },
  ...looks.map(({ id, colour }) => ({
    folder: new URL('./looks/', import.meta.url),
    when: [id],
    files: [lookFile(colour)],
    slots: { head: `${colour}.html` },
  })),
];

/** A dark mode button in the slot `tools`, remembered in the storage that the kit's start returns as `storage`. */
export const themePart = (when: readonly string[]): Part => ({
  folder: new URL('./theme/', import.meta.url),
  when,
  files: ['src/theme.js', 'test/theme.test.js'],
  slots: { tools: 'page/theme.html' },
  styles: ['page/theme.css'],
  wiring: { file: 'page/theme.js', call: 'wireTheme' },
});

/** `openStorage` in src/storage.js: versioned, prefixed, and harmless where localStorage is blocked or full. */
export const storagePart = (when?: readonly string[]): Part => ({
  folder: new URL('./storage/', import.meta.url),
  ...(when === undefined ? {} : { when }),
  files: ['src/storage.js', 'test/storage.test.js'],
});
