import { readFileSync } from 'node:fs';
import type { AnswerPart } from '../core/draft/answer-parts.ts';
import { applyWritten } from '../core/draft/apply-written.ts';
import { collectWritten } from '../core/draft/collect-written.ts';
import { readAnswer } from '../core/draft/read-answer.ts';
import { writeAnswer } from '../core/draft/write-answer.ts';
import type { SourceFile } from '../core/wire/draft.ts';
import { changeFiles } from '../demo-model/change-files.ts';
import { median, printFigure, rounded } from './figure.ts';

const runs = 9;
const nonce = 'abcdef';

/** A draft that a capable model wrote, from the tests' fixtures. */
function draftText(name: string): string {
  const path = new URL(`../test/fixtures/drafts/${name}.txt`, import.meta.url);
  return readFileSync(path, 'utf8').replaceAll('NONCE', nonce);
}

function partsOf(text: string): readonly AnswerPart[] {
  const reader = readAnswer(nonce);
  return [...reader.push(text), ...reader.end(true)].flatMap((event) =>
    event.kind === 'ended' ? [event.part] : [],
  );
}

function medianMs(text: string, chunkLength: number): number {
  const chunks = text.match(new RegExp(`[\\s\\S]{1,${chunkLength}}`, 'g')) ?? [];
  return median(
    Array.from({ length: runs }, () => {
      const reader = readAnswer(nonce);
      const start = performance.now();
      for (const chunk of chunks) reader.push(chunk);
      reader.end(true);
      return performance.now() - start;
    }),
  );
}

/** What a change of an app is: in these files these lines become those. */
type Change = readonly { readonly path: string; readonly from: string; readonly to: string }[];

/** Changes that people ask for, or that a failing test does, each of an app that a model wrote. */
const changes: Readonly<Record<string, { readonly extension: Change; readonly heal: Change }>> = {
  'url-shortener': {
    extension: [
      {
        path: 'src/main.js',
        from: "'No links yet. Shorten your first one above.'",
        to: "'Nothing here yet.'",
      },
      { path: 'lib/links.js', from: 'export const CODE_LENGTH = 6;', to: 'export const CODE_LENGTH = 8;' },
    ],
    heal: [{ path: 'src/main.js', from: '}, 3000);', to: '}, 5000);' }],
  },
  'weather-open-meteo': {
    extension: [
      { path: 'index.html', from: '<h1>Weather</h1>', to: '<h1>Weather today</h1>' },
      { path: 'js/weather.js', from: "[[45, 48], 'Fog', '🌫️'],", to: "[[45, 48], 'Foggy', '🌫️']," },
    ],
    heal: [{ path: 'js/app.js', from: 'if (!weather) return;', to: 'if (weather === null) return;' }],
  },
  'markdown-blog': {
    extension: [
      { path: 'lib/templates.js', from: 'No posts yet.', to: 'Nothing to read yet.' },
      { path: 'lib/posts.js', from: 'gfm: true,', to: 'gfm: true,\n  breaks: true,' },
    ],
    heal: [
      { path: 'lib/posts.js', from: '(javascript|data|vbscript)', to: '(javascript|data|vbscript|file)' },
    ],
  },
  'guestbook-shared': {
    extension: [
      { path: 'src/main.js', from: "'guestbook:v1:name'", to: "'guestbook:v2:name'" },
      { path: 'api/messages.js', from: 'const MAX_BODY = 10_000;', to: 'const MAX_BODY = 4_000;' },
    ],
    heal: [
      { path: 'src/main.js', from: 'let messages = [];', to: 'let messages = [];\nlet isSending = false;' },
    ],
  },
  'sprint-dashboard-react-ts': {
    extension: [
      { path: 'src/App.tsx', from: 'useState(true);', to: 'useState(false);' },
      { path: 'src/App.tsx', from: "assignee === '' && hasUnassigned", to: 'hasUnassigned' },
    ],
    heal: [
      {
        path: 'src/App.tsx',
        from: 'const state = progress(points);',
        to: 'const state = progress(points, day);',
      },
    ],
  },
};

/** A shorter file comes whole, as every author is told. */
const leastLines = 60;

function changed(files: readonly SourceFile[], change: Change): readonly SourceFile[] {
  return files.map(({ path, content }) => {
    let text = content;
    for (const { from, to } of change.filter((one) => one.path === path)) {
      if (!text.includes(from)) throw new Error(`${path} holds no ${from}`);
      text = text.replace(from, to);
    }
    return { path, content: text };
  });
}

/** Characters of an answer by edits, in the share of one that gives `whole` files; the edits are tried, and must make the very change. */
function shareOf(before: readonly SourceFile[], change: Change, isWhole: (path: string) => boolean): number {
  const after = changed(before, change);
  const edits = changeFiles(before, after, leastLines);
  const applied = applyWritten(before, collectWritten(edits).written);
  if (JSON.stringify(applied.files) !== JSON.stringify(applyWritten(after, nothing).files))
    throw new Error('The edits do not make the change.');
  const whole = after.filter(({ path }) => isWhole(path)).map((file) => ({ kind: 'file', ...file }) as const);
  return writeAnswer(nonce, edits).length / writeAnswer(nonce, whole).length;
}

const nothing = { files: [], edits: [], deletes: [] };

/** How fast an answer is read while it comes, and what edits save of an answer's length; tokens go with characters. */
export function benchAuthoring(): void {
  const text = draftText('sprint-dashboard-react-ts').repeat(100);
  const chunkLength = 2_000;
  medianMs(text, chunkLength);
  const onceMs = medianMs(text, chunkLength);
  const bytes = Buffer.byteLength(text);
  printFigure({
    figure: 'answer-reading',
    value: rounded(bytes / 1_000 / onceMs),
    unit: 'MB/s',
    limit: 100,
    limit_is: 'at least',
    bytes,
    chunk_characters: chunkLength,
  });
  const growth = { unit: 'ratio', limit: 3, limit_is: 'at most' } as const;
  const twiceMs = medianMs(text + text, chunkLength);
  printFigure({ figure: 'answer-reading-of-twice-the-text', value: rounded(twiceMs / onceMs), ...growth });
  const [few, many] = [medianMs(text, 40), medianMs(text, 20)];
  printFigure({ figure: 'answer-reading-in-twice-the-chunks', value: rounded(many / few), ...growth });

  const apps = Object.entries(changes).map(([name, change]) => {
    const { written } = collectWritten(partsOf(draftText(name)));
    const files = applyWritten([], written).files;
    const healed = new Set(change.heal.map(({ path }) => path));
    return {
      extension: shareOf(files, change.extension, () => true),
      heal: shareOf(files, change.heal, (path) => healed.has(path)),
    };
  });
  for (const kind of ['extension', 'heal'] as const)
    printFigure({
      figure: `${kind}-by-edits-of-whole-files`,
      value: rounded(median(apps.map((app) => app[kind]))),
      unit: 'ratio',
      limit: 0.3,
      limit_is: 'at most',
      each: apps.map((app) => rounded(app[kind])),
    });
}
