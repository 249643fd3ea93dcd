import { Readable } from 'node:stream';
import { zipSync } from 'fflate';
import { extract } from 'tar-stream';
import { InputRejected } from '../../core/errors.ts';
import type { ArtifactFile } from '../../core/ports/app-host.ts';
import type { Archive } from '../../core/ports/archive.ts';

/** Reads tar archives with tar-stream, in memory and bounded, and writes zip archives with fflate. */
export function tarArchive(): Archive {
  return { unpack: (tar, { maxBytes }) => unpack(tar, maxBytes), zip };
}

/** The first day that a zip can name; the same for every file, so that equal files make equal bytes. */
const zipDay = '1980-01-01T00:00:00';

async function zip(folder: string, files: readonly ArtifactFile[]): Promise<Uint8Array> {
  const entries = files.map(({ path, bytes }) => [`${folder}/${path}`, bytes] as const);
  return zipSync(Object.fromEntries(entries), { mtime: zipDay });
}

async function unpack(tar: Uint8Array, maxBytes: number): Promise<ArtifactFile[]> {
  const files: ArtifactFile[] = [];
  let total = 0;
  const entries = Readable.from([tar]).pipe(extract());
  for await (const entry of entries) {
    const { name, type, size } = entry.header;
    if (type === 'directory') {
      entry.resume();
      continue;
    }
    total += size ?? 0;
    refuseUnsafe(name, type ?? 'unknown', total, maxBytes);
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk as Uint8Array);
    files.push({ path: name, bytes: Buffer.concat(chunks) });
  }
  return files;
}

function refuseUnsafe(name: string, type: string, total: number, maxBytes: number): void {
  const climbs = name.startsWith('/') || name.split('/').some((part) => part === '..' || part === '');
  if (type !== 'file' || climbs) {
    throw new InputRejected(
      'artifact_unsafe',
      `The artifact holds ${type} ${JSON.stringify(name)}; only plain files under relative paths are taken.`,
    );
  }
  if (total > maxBytes)
    throw new InputRejected('artifact_too_large', `The artifact is larger than ${maxBytes} bytes.`);
}
