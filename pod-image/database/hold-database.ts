import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Takes a database's folder for this process and answers the function that gives it back. The lock is the operating system's, on a file beside
 * the data: it ends with the process, however that ends, and so never outlives its holder.
 */
export function holdDatabase(folder: string, waitMs: number): () => void {
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: waitMs });
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    throw new Error(`The database in ${folder} is open in another process. End that one first.`, { cause });
  }
  return () => lock.close();
}
