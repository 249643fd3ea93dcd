import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Told apart by home, so that one Gantry never takes away another's. */
const prefixOf = (home: string): string =>
  `gantry-work-${createHash('sha256').update(home).digest('hex').slice(0, 12)}-`;

/** How the path of every work folder of a home begins, and of no other's. */
export const workFolderPrefix = (home: string): string => join(tmpdir(), prefixOf(home));

/** A folder for all that one supervisor writes, its TMPDIR: whoever started it takes the folder away, however it ended. */
export function makeWorkFolder(home: string): {
  readonly path: string;
  readonly remove: () => Promise<void>;
} {
  const path = mkdtempSync(workFolderPrefix(home));
  // Steps may run as another user, who has to get through and need not see what else there is.
  chmodSync(path, 0o711);
  return { path, remove: () => removeFolder(path) };
}

/** Takes away what an earlier process of this home left when it was killed. */
export async function clearWorkFolders(home: string): Promise<void> {
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith(prefixOf(home)));
  await Promise.all(left.map((name) => removeFolder(join(tmpdir(), name))));
}

/** What another user put there, and only that user may take away, stays. */
const removeFolder = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
