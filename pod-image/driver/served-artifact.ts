import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { lookup } from 'mrmime';
import { servedHeaders } from '../../core/pod/served-headers.ts';
import { contentTypeOf, functionFileAt, servedFileAt } from '../../core/pod/served-paths.ts';

/** What a server answers. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An artifact as the host serves it. */
export interface ServedArtifact {
  /** Paths of the files, in order. */
  readonly paths: readonly string[];
  /** A file by the path of a request, an `index.html` for its folder, else 404. */
  read(method: string, requestPath: string): Answer;
  /** Whether a function answers at the path. */
  isFunction(requestPath: string): boolean;
  /** What the host adds to every answer at a path, also to a function's. */
  headersAt(requestPath: string): Readonly<Record<string, string>>;
}

/** Reads an artifact once, with the headers that its own configuration asks of the host. */
export function readArtifact(root: string): ServedArtifact {
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(root, file).split(sep).join('/'), readFileSync(file));
  }
  const headersAt = servedHeaders(files);
  return {
    headersAt,
    paths: [...files.keys()].toSorted(),
    isFunction: (requestPath) => functionFileAt(files, requestPath) !== undefined,
    read: (method, requestPath) => {
      const headers = headersAt(requestPath);
      if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Use GET or HEAD here.', headers);
      const name = servedFileAt(files, requestPath);
      const body = name === undefined ? undefined : files.get(name);
      if (name === undefined || body === undefined) return plain(404, 'Not found.', headers);
      const type = { 'content-type': contentTypeOf(lookup(name)), 'cache-control': 'no-cache' };
      return { status: 200, headers: { ...headers, ...type }, body };
    },
  };
}

const plain = (status: number, text: string, headers: Readonly<Record<string, string>>): Answer => ({
  status,
  headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from(`${text}\n`),
});
