import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, realpath, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compareUtf8 } from '../../core/draft/byte-order.ts';
import { DependencyRefused, InputRejected } from '../../core/errors.ts';
import type { ObjectStore } from '../../core/ports/object-store.ts';

/**
 * Objects as plain files under `<home>/objects`, so that a pod's mailbox is a real folder. What a pod may have planted there
 * (links, pipes, devices) is never followed and counts as absent.
 */
export function createObjectStore({ home }: { readonly home: string }): ObjectStore {
  const root = join(home, 'objects');
  const incoming = join(home, 'objects-incoming');

  return {
    async put(key, bytes, { ifAbsent = false }, signal) {
      const segments = segmentsOf(key);
      const folder = await makeFolder(root, segments.slice(0, -1));
      await mkdir(incoming, { recursive: true });
      const temporary = join(incoming, randomUUID());
      try {
        await writeFile(temporary, bytes, { flag: 'wx', flush: true, signal });
        return await moveInto(temporary, join(folder, segments.at(-1) ?? ''), ifAbsent);
      } finally {
        await unlink(temporary).catch(ignoreMissing);
      }
    },
    async get(key, signal) {
      const path = join(root, ...segmentsOf(key));
      signal.throwIfAborted();
      return await readPlainFile(root, path, signal);
    },
    async list(prefix, signal) {
      const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
      if (folder !== '') segmentsOf(folder.slice(0, -1));
      const keys: string[] = [];
      if (!(await isOwnFolder(root, join(root, folder)))) return keys;
      for await (const key of walk(root, folder, signal))
        if (key.startsWith(prefix) && isKey(key)) keys.push(key);
      return keys.sort(compareUtf8);
    },
  };
}

const isSegment = (segment: string): boolean =>
  segment !== '' &&
  segment !== '.' &&
  segment !== '..' &&
  !/[\0\\]/.test(segment) &&
  Buffer.byteLength(segment) <= 255;

const isKey = (key: string): boolean => Buffer.byteLength(key) <= 1_024 && key.split('/').every(isSegment);

function segmentsOf(key: string): string[] {
  if (!isKey(key)) {
    throw new InputRejected(
      'bad_object_key',
      'An object key is relative, with plain segments joined by single slashes.',
      {
        details: { key },
      },
    );
  }
  return key.split('/');
}

/** One folder at a time, because a recursive mkdir would go through a link. */
async function makeFolder(root: string, segments: readonly string[]): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  let folder = root;
  for (const segment of segments) {
    folder = join(folder, segment);
    await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST' && (await lstat(folder)).isDirectory()) return;
      throw new DependencyRefused(
        'object_folder_blocked',
        'Something that is not a folder stands in the way of an object.',
        {
          cause: error,
        },
      );
    });
  }
  return folder;
}

async function moveInto(from: string, to: string, ifAbsent: boolean): Promise<'stored' | 'exists'> {
  if (!ifAbsent) {
    await rename(from, to);
    return 'stored';
  }
  // A hard link fails where a name is taken, which a rename does not, and the file appears whole.
  try {
    await link(from, to);
    return 'stored';
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'exists';
    throw error;
  }
}

const absentCodes: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENXIO'];

async function readPlainFile(
  root: string,
  path: string,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  try {
    if (!(await isOwnFolder(root, dirname(path)))) return undefined;
    // Non-blocking, because opening a pipe would otherwise wait for its writer.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await open(path, flags);
    try {
      return (await file.stat()).isFile() ? await file.readFile({ signal }) : undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (absentCodes.includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** False when a link on the way leads elsewhere, or nothing is there. */
async function isOwnFolder(root: string, folder: string): Promise<boolean> {
  try {
    return (await realpath(folder)) === join(await realpath(root), folder.slice(root.length), '.');
  } catch (error) {
    if (absentCodes.includes(codeOf(error))) return false;
    throw error;
  }
}

async function* walk(root: string, folder: string, signal: AbortSignal): AsyncGenerator<string> {
  signal.throwIfAborted();
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) yield* walk(root, `${folder}${entry.name}/`, signal);
    else if (entry.isFile()) yield folder + entry.name;
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}
