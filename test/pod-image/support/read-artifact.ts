import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';

/** What a pod left in its mailbox, as bytes by path; whatever is not a plain file is a mistake. */
export async function readArtifactBytes(mailbox: string): Promise<Record<string, Buffer>> {
  const tar = extract();
  Readable.from([readFileSync(join(mailbox, 'out/artifact.tar'))]).pipe(tar);
  const files: Record<string, Buffer> = {};
  for await (const entry of tar) {
    if (entry.header.type !== 'file') throw new Error(`${entry.header.name} is not a plain file`);
    files[entry.header.name] = await buffer(entry);
  }
  return files;
}

/** The same as text. */
export async function readArtifact(mailbox: string): Promise<Record<string, string>> {
  const files = Object.entries(await readArtifactBytes(mailbox));
  return Object.fromEntries(files.map(([path, bytes]) => [path, bytes.toString('utf8')]));
}
