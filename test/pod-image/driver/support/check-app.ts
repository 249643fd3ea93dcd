import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import {
  hostConfiguration,
  hostConfigurationPath,
} from '../../../../core/draft/added-files/host-configuration.ts';
import { type Check, checkReasonSchema, checkSchema } from '../../../../core/wire/check.ts';

const root = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'check-apps');

const brokenSchema = z.array(
  z.strictObject({
    what: z.string(),
    /** In app.js, each found exactly once. */
    edits: z.array(z.tuple([z.string(), z.string()])),
    /** How its functions are broken instead. */
    functions: z.enum(['forgets', 'fails']).optional(),
    check: z.string(),
    step: z.number(),
    reason: checkReasonSchema,
  }),
);
export type Broken = z.infer<typeof brokenSchema>[number];

/** An app with the checks that were written from its memo before it was, and ways in which it was broken. */
export interface CheckApp {
  readonly name: string;
  readonly checks: readonly Check[];
  readonly broken: readonly Broken[];
  readonly folder: string;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Every app of the fixtures. */
export const checkApps: readonly CheckApp[] = readdirSync(root)
  .filter((name) => !name.includes('.'))
  .map((name) => ({
    name,
    checks: z.array(checkSchema).parse(readJson(join(root, name, 'checks.json'))),
    broken: brokenSchema.parse(readJson(join(root, name, 'broken.json'))),
    folder: join(root, name, 'app'),
  }));

/** A copy of an app, with the host's configuration that Gantry adds to every tree. */
export function wholeCopy(app: CheckApp): string {
  const copy = mkdtempSync(join(tmpdir(), 'gantry-whole-'));
  cpSync(app.folder, copy, { recursive: true });
  writeFileSync(join(copy, hostConfigurationPath), hostConfiguration({ origins: [] }));
  return copy;
}

/** A copy of an app, broken in one way. */
export function brokenCopy(app: CheckApp, { edits }: Pick<Broken, 'edits'>): string {
  const copy = wholeCopy(app);
  let code = readFileSync(join(copy, 'app.js'), 'utf8');
  for (const [from, to] of edits) {
    if (code.split(from).length !== 2) throw new Error(`${app.name}: not there exactly once: ${from}`);
    code = code.replace(from, () => to);
  }
  writeFileSync(join(copy, 'app.js'), code);
  return copy;
}

/** An artifact of the files given. */
export function artifactOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-artifact-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
