import { randomUUID } from 'node:crypto';
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
  // Made here, because isomorphic-git would only find out by a failed write and then try again.
  await fs.mkdir(dirname(path), { recursive: true });
  await writeWhole(path, data, { flush: false });
}
