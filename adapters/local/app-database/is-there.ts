import { rename, stat } from 'node:fs/promises';

/** Where a database waits that is about to take another one's place. */
export const nextOf = (folder: string): string => `${folder}.next`;

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Whether a database is there. One whose place was taken only half, because the process was killed then, takes it now. */
export async function isThere(folder: string): Promise<boolean> {
  if (await isFolder(folder)) return true;
  if (!(await isFolder(nextOf(folder)))) return false;
  await rename(nextOf(folder), folder);
  return true;
}
