import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { lookup } from 'mrmime';

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
}

/** Functions are run, and their source is not served. */
const functionFile = /^api\/.+\.(?:js|mjs|ts|py)$/;

/** Reads an artifact once; `headers` is what the host adds to every file. */
export function readArtifact(root: string, headers: Readonly<Record<string, string>> = {}): ServedArtifact {
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(root, file).split(sep).join('/'), readFileSync(file));
  }
  return {
    paths: [...files.keys()].toSorted(),
    isFunction: (requestPath) => functionAt(files, requestPath),
    read: (method, requestPath) => {
      if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Use GET or HEAD here.', headers);
      const name = fileAt(files, requestPath);
      const body = name === undefined ? undefined : files.get(name);
      if (name === undefined || body === undefined) return plain(404, 'Not found.', headers);
      const type = { 'content-type': contentTypeOf(name), 'cache-control': 'no-cache' };
      return { status: 200, headers: { ...headers, ...type }, body };
    },
  };
}

const plain = (status: number, text: string, headers: Readonly<Record<string, string>>): Answer => ({
  status,
  headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from(`${text}\n`),
});

function fileAt(files: ReadonlyMap<string, unknown>, requestPath: string): string | undefined {
  const path = decodedPath(requestPath);
  if (path === undefined) return undefined;
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`;
  return [path, `${folder}index.html`].find((name) => files.has(name) && !functionFile.test(name));
}

function functionAt(files: ReadonlyMap<string, unknown>, requestPath: string): boolean {
  const path = decodedPath(requestPath);
  if (path === undefined || /(?:^|\/)_/.test(path)) return false;
  return ['js', 'mjs', 'ts', 'py']
    .flatMap((ending) => [`${path}.${ending}`, `${path}/index.${ending}`])
    .some((name) => functionFile.test(name) && files.has(name));
}

function decodedPath(requestPath: string): string | undefined {
  try {
    return decodeURIComponent(requestPath.replace(/[?#].*$/s, '').replace(/^\/+/, ''));
  } catch {
    return undefined;
  }
}

function contentTypeOf(path: string): string {
  const type: unknown = lookup(path);
  if (typeof type !== 'string') return 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
