import { type AppRecipe, composeApp } from '../../compose-page.ts';
import { describeApp } from '../../describe-app.ts';
import type { AppKit, ComposeInput, KitFeature } from '../../kit.ts';
import type { Part } from '../../part.ts';
import { storagePart, themePart } from '../../parts/plain-parts.ts';

const folder = new URL('./', import.meta.url);

const features: readonly KitFeature[] = [
  {
    id: 'preview',
    title: 'Live preview',
    phrases: ['preview', 'markdown preview', 'rendered markdown', 'split view', 'side by side'],
    isDefault: true,
  },
  {
    id: 'search',
    title: 'Search',
    phrases: ['find notes', 'search bar', 'full text search', 'filter notes'],
    isDefault: true,
  },
  { id: 'tags', title: 'Tags', phrases: ['hashtags', 'labels', 'categories', 'tagging'], isDefault: false },
  {
    id: 'pin',
    title: 'Pin notes',
    phrases: ['pin', 'pinned', 'pinning', 'favourites', 'favorites', 'star'],
    isDefault: false,
  },
  {
    id: 'export',
    title: 'Export Markdown',
    phrases: ['export', 'export .md', 'download', 'export as md', 'save as file'],
    isDefault: false,
  },
  {
    id: 'word-count',
    title: 'Word count',
    phrases: ['count words', 'reading time', 'word counter', 'character count'],
    isDefault: false,
  },
  {
    id: 'local-storage',
    title: 'Local storage',
    phrases: ['localstorage', 'remember', 'save', 'autosave', 'persist', 'keep notes', 'offline'],
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
  { folder, files: ['src/notes.js', 'test/notes.test.js'], styles: ['page/notes.css'] },
  storagePart(['local-storage']),
  { folder, when: ['local-storage'], wiring: { file: 'page/local-storage.js', call: 'wireStorage' } },
  {
    folder,
    when: ['preview'],
    files: ['src/markdown.js', 'src/markdown-inline.js', 'test/markdown.test.js'],
    slots: { views: 'page/preview-views.html', sheet: 'page/preview.html' },
    styles: ['page/preview.css'],
    wiring: { file: 'page/preview.js', call: 'wirePreview' },
  },
  {
    folder,
    when: ['search'],
    files: ['src/note-search.js', 'test/note-search.test.js'],
    slots: { find: 'page/search.html' },
    styles: ['page/search.css'],
    wiring: { file: 'page/search.js', call: 'wireSearch' },
  },
  {
    folder,
    when: ['tags'],
    files: ['src/tags.js', 'test/tags.test.js'],
    slots: { find: 'page/tags.html' },
    styles: ['page/tags.css'],
    wiring: { file: 'page/tags.js', call: 'wireTags' },
  },
  {
    folder,
    when: ['pin'],
    files: ['src/pins.js', 'test/pins.test.js'],
    slots: { 'note-tools': 'page/pin.html' },
    styles: ['page/pin.css'],
    wiring: { file: 'page/pin.js', call: 'wirePins' },
  },
  {
    folder,
    when: ['export'],
    files: ['src/note-export.js', 'test/note-export.test.js'],
    slots: { 'note-tools': 'page/export.html', 'side-foot': 'page/export-all.html' },
    styles: ['page/export.css'],
    wiring: { file: 'page/export.js', call: 'wireExport' },
  },
  {
    folder,
    when: ['word-count'],
    files: ['src/word-count.js', 'test/word-count.test.js'],
    slots: { foot: 'page/word-count.html' },
    wiring: { file: 'page/word-count.js', call: 'wireWordCount' },
  },
  themePart(['dark-mode']),
  { folder, wiring: { file: 'page/begin.js', call: 'beginNotes' } },
];

const aboutOf = (input: ComposeInput): string =>
  input.features.has('local-storage')
    ? 'Notes in Markdown that stay in this browser and go nowhere else.'
    : 'Notes in Markdown that last as long as the page is open.';

const recipeOf = (input: ComposeInput): AppRecipe => ({
  folder,
  body: 'page/body.html',
  icon: 'page/icon.svg',
  start: { file: 'page/notes.js', call: 'startNotes' },
  parts,
  features: input.features,
  words: {
    title: input.title,
    description: `${input.title}: ${aboutOf(input)}`,
  },
  readme: describeApp(input, aboutOf(input), features),
});

/** Notes in Markdown, shown as a page that is built without any HTML from what was typed. */
export const markdownNotes: AppKit = {
  id: 'markdown-notes',
  title: 'Markdown notes',
  slug: 'markdown-notes',
  phrases: [
    'markdown notes',
    'markdown editor',
    'notes app',
    'note taking app',
    'note-taking app',
    'notes',
    'notepad',
    'notebook',
    'journal',
  ],
  features,
  compose: (input) => composeApp(recipeOf(input)),
};
