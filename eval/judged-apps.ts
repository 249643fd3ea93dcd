import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as z from 'zod';
import { answeredSpecSchema } from '../core/spec/answered-spec.ts';
import type { SourceFile } from '../core/wire/draft.ts';

const root = join(import.meta.dirname, '../test/fixtures/judged-apps');

const brokenSchema = z.strictObject({
  /** What a person would notice. */
  what: z.string().min(1),
  /** File, what stands there exactly once, and what stands there instead. */
  edits: z.array(z.tuple([z.string(), z.string(), z.string()])).min(1),
});

/** An app that does what its memo asks for, and its twin that is broken in one way. */
export interface JudgedApp {
  readonly name: string;
  readonly memo: string;
  readonly stack: z.infer<typeof answeredSpecSchema>['stack'];
  /** As a model answers it, checks with their steps as lines. */
  readonly specText: string;
  readonly good: readonly SourceFile[];
  readonly broken: { readonly what: string; readonly files: readonly SourceFile[] };
}

/** The apps of the fixtures that are written, or those of these names. */
export function readJudgedApps(names: readonly string[]): readonly JudgedApp[] {
  const written = readdirSync(root).filter((name) => existsSync(join(root, name, 'broken.json')));
  const unknown = names.filter((name) => !written.includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no app ${unknown.join(', ')}; there are ${written.join(', ')}.`);
  return (names.length === 0 ? written : names).map(readJudgedApp);
}

function readJudgedApp(name: string): JudgedApp {
  const read = (file: string): string => readFileSync(join(root, name, file), 'utf8');
  const specText = read('spec.json');
  const good = filesIn(join(root, name, 'good'));
  const { what, edits } = brokenSchema.parse(JSON.parse(read('broken.json')));
  return {
    name,
    memo: read('memo.txt').trim(),
    stack: answeredSpecSchema.parse(JSON.parse(specText)).stack,
    specText,
    good,
    broken: { what, files: edits.reduce(edited, good) },
  };
}

function filesIn(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => ({ path: relative(folder, path), content: readFileSync(path, 'utf8') }));
}

function edited(
  files: readonly SourceFile[],
  [path, from, to]: z.infer<typeof brokenSchema>['edits'][number],
): readonly SourceFile[] {
  const found = files.find((file) => file.path === path);
  if (found === undefined || found.content.split(from).length !== 2)
    throw new Error(`${path}: not there exactly once: ${from}`);
  return files.map((file) =>
    file === found ? { path, content: found.content.replace(from, () => to) } : file,
  );
}
