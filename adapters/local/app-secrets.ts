import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppSecrets } from '../../core/ports/app-secrets.ts';

/** Keeps each secret in a file of its own under the home folder, which only its owner can read. */
export function createAppSecrets({ home }: { readonly home: string }): AppSecrets {
  // Ids and names come checked; none holds a separator.
  const folderOf = (appId: string): string => join(home, 'app-secrets', appId);
  return {
    async set(appId, name, value, signal) {
      const folder = folderOf(appId);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Whole or not at all, whenever the process ends.
      const written = join(folder, `.${name}-${randomUUID()}`);
      await writeFile(written, value, { mode: 0o600, flag: 'wx', signal });
      await rename(written, join(folder, name));
    },
    remove: (appId, name) => rm(join(folderOf(appId), name), { force: true }),
    async read(appId, names) {
      const read = await Promise.all(
        names.map(async (name) => [name, await readIfThere(join(folderOf(appId), name))] as const),
      );
      return Object.fromEntries(
        read.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      );
    },
  };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
