import { readFileSync } from 'node:fs';
import type { SourceFile } from '../core/wire/draft.ts';
import { composeEntry } from './compose-entry.ts';
import type { Part, Wiring } from './part.ts';
import { frame, plainParts } from './parts/plain-parts.ts';

/** A whole app: its page body, its parts, and the words that stand in them. */
export interface AppRecipe {
  readonly folder: URL;
  /** The kit's body markup with `<!-- slot:name -->` lines, an .svg icon, and the fragment that returns what wirings get. */
  readonly body: string;
  readonly icon: string;
  readonly start: Wiring;
  readonly parts: readonly Part[];
  readonly features: ReadonlySet<string>;
  /** `{{key}}` in markup, escaped here; `title` and `description` are needed. */
  readonly words: Readonly<Record<string, string>> & { readonly title: string; readonly description: string };
  /** README.md in full. */
  readonly readme: string;
}

const read = (folder: URL, file: string): string => readFileSync(new URL(file, folder), 'utf8');

/** Text made safe for element content and double-quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const iconAddress = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg.trim())}`;

const indented = (text: string, indent: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : indent + line))
    .join('\n');

const fillSlots = (markup: string, parts: readonly Part[]): string =>
  markup.replaceAll(/^([ \t]*)<!-- slot:([a-z-]+) -->\n/gm, (_line, indent: string, slot: string) =>
    parts
      .flatMap((part) => {
        const file = part.slots?.[slot];
        return file === undefined ? [] : [`${indented(read(part.folder, file), indent)}\n`];
      })
      .join(''),
  );

const fillWords = (markup: string, words: Readonly<Record<string, string>>): string =>
  markup.replaceAll(/\{\{([a-z_]+)\}\}/g, (_mark, key: string) => {
    const word = words[key];
    if (word === undefined) throw new Error(`no word for {{${key}}}`);
    return escapeHtml(word);
  });

const page = (recipe: AppRecipe, parts: readonly Part[]): string => {
  const icon = iconAddress(read(recipe.folder, recipe.icon));
  const body = fillSlots(read(recipe.folder, recipe.body), parts);
  const whole = fillSlots(read(frame.folder, frame.file), parts).replace('<!-- body -->\n', () => body);
  return fillWords(whole, { ...recipe.words, icon });
};

const present = (recipe: AppRecipe): readonly Part[] =>
  [...plainParts, ...recipe.parts].filter(
    (part) => part.when === undefined || part.when.some((feature) => recipe.features.has(feature)),
  );

/** Puts an app together from the parts that its features call for; a feature left out leaves no trace in any file. */
export const composeApp = (recipe: AppRecipe): readonly SourceFile[] => {
  const parts = present(recipe);
  const copied = parts.flatMap((part) =>
    (part.files ?? []).map((path) => ({ path, content: read(part.folder, path) })),
  );
  const styles = parts.flatMap((part) =>
    (part.styles ?? []).map((file) => read(part.folder, file).trimEnd()),
  );
  const fragments = [{ folder: recipe.folder, wiring: recipe.start }, ...parts].flatMap((part) =>
    part.wiring === undefined ? [] : [{ call: part.wiring.call, text: read(part.folder, part.wiring.file) }],
  );
  const made: SourceFile[] = [
    { path: 'README.md', content: recipe.readme },
    { path: 'index.html', content: page(recipe, parts) },
    { path: 'main.js', content: composeEntry(fragments) },
    { path: 'package.json', content: '{ "private": true, "type": "module" }\n' },
    { path: 'styles.css', content: `${styles.join('\n\n')}\n` },
  ];
  return [...made, ...copied].toSorted((a, b) => (a.path < b.path ? -1 : 1));
};
