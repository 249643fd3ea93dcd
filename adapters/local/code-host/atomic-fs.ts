import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a whole file or none: a kill in the middle leaves what was there. With `flush`, it outlives a power cut too. */
export async function writeWhole(
  path: string,
  data: Uint8Array | string,
  { flush }: { readonly flush: boolean },
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await fs.writeFile(temporary, data, { flag: 'wx', flush });
    await fs.rename(temporary, path);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}

/**
 * The file system that isomorphic-git is given. It writes objects straight to their place and never again, so an object cut short
 * by a kill would stay broken for good. Loose objects are not flushed one by one: git does not either.
 */
export const atomicFs = { promises: { ...fs, writeFile: writeObject } };

async function writeObject(path: string, data: Uint8Array | string): Promise<void> {
  // Small files, many at once, and a mission waits for them: in one go they take a third of the time that turns of the event loop take.
  // The folder is made here, because isomorphic-git would only find out by a failed write and then try again.
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, data, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
