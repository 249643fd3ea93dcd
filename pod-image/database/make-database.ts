import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { diskFull } from './disk-full.ts';
import { postgresPackage, postgresVersion } from './postgres-package.ts';
import { engineFlags } from './start-twin.ts';
import { templateParameters, templateSql } from './template-sql.ts';

const prepareFile = fileURLToPath(new URL('./prepare-template.ts', import.meta.url));
const prepareMs = 120_000;

/** Beside the packages that it was made by, where that may be written or holds it already. */
function kept(): string {
  const beside = join(dirname(dirname(postgresPackage)), '.cache', 'gantry-databases');
  try {
    mkdirSync(beside, { recursive: true });
    accessSync(beside, constants.W_OK);
    return beside;
  } catch {
    return existsSync(beside) ? beside : join(homedir(), '.cache', 'gantry-databases');
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Makes a database folder where none is, as a copy of the template: 50 ms, where making one anew takes half a GB and two seconds. The template is
 * made at the first call, beside the packages of this installation. A folder is there whole or not at all.
 */
export async function makeDatabase(folder: string, templates = kept()): Promise<void> {
  if (await exists(folder)) return;
  const template = await ensureTemplate(templates);
  await appearWhole(folder, (draft) => cp(template, join(draft, 'data'), { recursive: true }));
}

/** The template's folder, made where it is not there yet; its name tells what it was made with. */
export async function ensureTemplate(templates = kept()): Promise<string> {
  const made = createHash('sha256')
    .update(JSON.stringify([templateParameters, templateSql]))
    .digest('hex')
    .slice(0, 8);
  const template = join(templates, `postgres-${postgresVersion}-${made}`);
  if (await exists(template)) return join(template, 'data');
  await appearWhole(template, async (draft) => {
    await promisify(execFile)(process.execPath, [...engineFlags, prepareFile, join(draft, 'data')], {
      timeout: prepareMs,
    });
  });
  return join(template, 'data');
}

/** Fills a folder beside the wanted one and moves it there; who comes second finds the first one's. */
export async function appearWhole(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(`${folder}.new-`);
  try {
    await fill(draft);
    await rename(draft, folder).catch(async (error) => {
      if (!(await exists(folder))) throw error;
    });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? diskFull(error) : error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
