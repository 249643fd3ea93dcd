import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { judgeArtifact } from '../../core/pod/artifact-rules.ts';
import type { PodBundle } from '../../core/wire/pod.ts';
import type { WrittenFile } from './work-folder.ts';
import { whyUnsafeFiles } from './work-folder.ts';

/** Files that an artifact may have. */
export const maximumFiles = 2_000;

/** What the recipe made is not something that may ship. */
export class ArtifactRefused extends Error {
  override readonly name = 'ArtifactRefused';
}

/** Reads a folder that a step wrote, after everything of that step is dead: plain files only, links and devices are refused. */
export async function readArtifact(root: string, limitBytes: number): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  let sizeBytes = 0;
  for await (const path of plainFiles(root, '')) {
    const content = await readPlainFile(join(root, path), path, limitBytes);
    sizeBytes += content.length;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    files.push({ path, content });
    if (files.length > maximumFiles) throw new ArtifactRefused(`the artifact has over ${maximumFiles} files`);
  }
  return checkArtifact(files, limitBytes);
}

/** The same rules for files that are in memory already; the answer is the list in path order. */
export function checkArtifact(files: readonly WrittenFile[], limitBytes: number): WrittenFile[] {
  if (files.length === 0) throw new ArtifactRefused('the artifact is empty');
  if (artifactBytes(files) > limitBytes) throw tooLarge(limitBytes);
  const why = whyUnsafeFiles(files.map(({ path }) => path));
  if (why !== undefined) throw new ArtifactRefused(why);
  return files.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** Refuses what is in an artifact and was in no tree that the gate passed, but for what the stack's build may add. */
export function refuseStrangers({ stack, files: tree }: PodBundle, files: readonly WrittenFile[]): void {
  const artifact = files.map(({ path, content }) => ({ path, bytes: Buffer.from(content) }));
  const [first] = judgeArtifact({ stack, tree, artifact });
  if (first !== undefined) throw new ArtifactRefused(`${JSON.stringify(first.path ?? '')}: ${first.why}`);
}

export const artifactBytes = (files: readonly WrittenFile[]): number =>
  files.reduce((total, { content }) => total + Buffer.byteLength(content), 0);

/** One tar of plain files, the same bytes for the same files. */
export async function packArtifact(files: readonly WrittenFile[]): Promise<Uint8Array> {
  const tar = pack();
  for (const { path, content } of files) {
    tar.entry({ name: path, mode: 0o644, mtime: new Date(0), type: 'file' }, Buffer.from(content));
  }
  tar.finalize();
  return await buffer(tar);
}

async function* plainFiles(root: string, folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder + entry.name;
    if (entry.isDirectory()) yield* plainFiles(root, `${path}/`);
    else if (entry.isFile()) yield path;
    else throw new ArtifactRefused(`${JSON.stringify(path)} is not a plain file`);
  }
}

async function readPlainFile(file: string, path: string, limitBytes: number): Promise<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = await handle.stat();
    if (size > limitBytes) throw tooLarge(limitBytes);
    if (size === 0) return new Uint8Array();
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, 0);
    if (bytesRead !== size) throw new ArtifactRefused(`${JSON.stringify(path)} changed while it was read`);
    return buffer;
  } finally {
    await handle.close();
  }
}

const tooLarge = (limitBytes: number): ArtifactRefused =>
  new ArtifactRefused(`the artifact is larger than ${limitBytes} bytes`);
