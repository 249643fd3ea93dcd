import { createHash } from 'node:crypto';
import type { SourceFile } from '../../core/wire/draft.ts';

const gitSha = (kind: 'blob' | 'tree', body: Buffer): string =>
  createHash('sha1').update(`${kind} ${body.length}\0`).update(body).digest('hex');

interface Entry {
  readonly name: string;
  readonly mode: '100644' | '40000';
  readonly sha: string;
}

/** Git orders a folder as though its name ended with a slash. */
const sortKey = (entry: Entry): Buffer => Buffer.from(entry.mode === '40000' ? `${entry.name}/` : entry.name);

const treeBody = (entries: readonly Entry[]): Buffer =>
  Buffer.concat(
    [...entries]
      .sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)))
      .flatMap((entry) => [Buffer.from(`${entry.mode} ${entry.name}\0`), Buffer.from(entry.sha, 'hex')]),
  );

/** The name that git gives to a tree of exactly these files, none of them executable. Two trees of one name hold the same bytes. */
export function treeSha(files: readonly SourceFile[]): string {
  const entries: Entry[] = [];
  const folders = new Map<string, SourceFile[]>();
  for (const { path, content } of files) {
    const slash = path.indexOf('/');
    if (slash === -1) {
      entries.push({ name: path, mode: '100644', sha: gitSha('blob', Buffer.from(content)) });
    } else {
      const folder = folders.get(path.slice(0, slash)) ?? [];
      folder.push({ path: path.slice(slash + 1), content });
      folders.set(path.slice(0, slash), folder);
    }
  }
  for (const [name, inside] of folders) entries.push({ name, mode: '40000', sha: treeSha(inside) });
  return gitSha('tree', treeBody(entries));
}
