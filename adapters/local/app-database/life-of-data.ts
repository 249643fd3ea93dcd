import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { Conflict } from '../../../core/errors.ts';
import type { AppDatabase } from '../../../core/ports/app-database.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { DataFolders } from './data-folders.ts';
import { isThere } from './is-there.ts';
import type { Twins } from './twins.ts';

const purgeSchema = z.strictObject({ purge_at: z.iso.datetime() });
const purgeFile = 'purge.json';
const previewLifeMs = 14 * 24 * 3_600_000;

async function isOver(folder: string, nowMs: number): Promise<boolean> {
  const read = await readFile(join(folder, purgeFile), 'utf8').catch(() => '{}');
  const purge = purgeSchema.safeParse(JSON.parse(read));
  return purge.success && Date.parse(purge.data.purge_at) <= nowMs;
}

/** Whether a preview's data was not opened for two weeks: Postgres notes there that it was. */
async function isOld(folder: string, nowMs: number): Promise<boolean> {
  const used = await stat(join(folder, 'data/global/pg_control'));
  return nowMs - used.mtimeMs > previewLifeMs;
}

/** How an app's data ends: previews once nobody has opened them for two weeks, all of it only after it lay aside for as long as was said. */
export function createLifeOfData({
  folders,
  twins,
  clock,
}: {
  readonly folders: DataFolders;
  readonly twins: Twins;
  readonly clock: Clock;
}): Pick<AppDatabase, 'setAside' | 'takeBack' | 'purge'> {
  const remove = (folder: string) => rm(folder, { recursive: true, force: true });
  return {
    async setAside(appId, purgeAt) {
      const from = folders.ofApp(appId);
      if (!(await isThere(from))) return;
      const to = folders.aside(appId);
      if (await isThere(to)) throw new Conflict('data_set_aside', 'This app has data aside already.');
      for (const name of await readdir(from))
        await twins.whileClosed(join(from, name), async () => undefined);
      await mkdir(dirname(to), { recursive: true });
      await writeFile(join(from, purgeFile), JSON.stringify({ purge_at: purgeAt.toISOString() }));
      await rename(from, to);
    },
    async takeBack(appId) {
      const from = folders.aside(appId);
      if (!(await isThere(from))) return;
      if (await isThere(folders.ofApp(appId)))
        throw new Conflict('data_in_place', 'This app has data in its place already.');
      await rm(join(from, purgeFile), { force: true });
      await rename(from, folders.ofApp(appId));
    },
    async purge() {
      for (const name of await readdir(folders.allAside).catch(() => []))
        if (await isOver(join(folders.allAside, name), clock.nowMs()))
          await remove(join(folders.allAside, name));
      for (const folder of await folders.previews())
        if (await isOld(folder, clock.nowMs())) await twins.whileClosed(folder, () => remove(folder));
    },
  };
}
