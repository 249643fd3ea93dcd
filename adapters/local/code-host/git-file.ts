import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the dumb HTTP protocol; a status other than 200 has a line of text for bytes. */
export interface GitFile {
  readonly status: 200 | 404;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

const plainText = 'text/plain; charset=utf-8';
const missing: GitFile = { status: 404, contentType: plainText, bytes: Buffer.from('Not found\n') };
const found = (text: string, contentType = plainText): GitFile => ({
  status: 200,
  contentType,
  bytes: Buffer.from(text),
});

/**
 * Answers one request of `git clone` or `git fetch` for a bare repository, read-only, without a git program on this side.
 * `requestPath` is what follows `<name>.git/`, with or without a query; only the protocol's own names are ever opened.
 */
export async function gitFile(repositoryDir: string, requestPath: string): Promise<GitFile> {
  const path = requestPath.replace(/\?.*$/s, '').replace(/^\//, '');
  if (path === 'HEAD') return found(await readFile(join(repositoryDir, 'HEAD'), 'utf8'));
  if (path === 'info/refs') return found(await listRefs(repositoryDir));
  // Every object is loose, which an empty list says.
  if (path === 'objects/info/packs') return found('\n');
  if (/^objects\/[0-9a-f]{2}\/[0-9a-f]{38}$/.test(path)) return readObject(join(repositoryDir, path));
  return missing;
}

async function listRefs(repositoryDir: string): Promise<string> {
  const folder = join(repositoryDir, 'refs');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'));
  const lines = await Promise.all(
    files.map(async (file) => {
      const path = join(file.parentPath, file.name);
      const name = path.slice(repositoryDir.length + 1).replaceAll('\\', '/');
      return { name, line: `${(await readFile(path, 'utf8')).trim()}\t${name}\n` };
    }),
  );
  return lines
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ line }) => line)
    .join('');
}

async function readObject(path: string): Promise<GitFile> {
  try {
    return { status: 200, contentType: 'application/x-git-loose-object', bytes: await readFile(path) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return missing;
    throw error;
  }
}
