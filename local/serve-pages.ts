import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { lookup } from 'mrmime';
import type { Pages } from './gateway/answer-request.ts';
import type { ServedFile } from './gateway/served-file.ts';

/** The built console. */
const consoleFolder = join(import.meta.dirname, '..', 'web', 'dist');

/** Pages that have an address without a file of that name. */
function pageOf(path: string): string {
  if (path === '/') return 'index.html';
  if (path === '/docs') return 'docs/index.html';
  if (/^\/pulls\/[^/]+\/[^/]+(\/\d+)?$/.test(path)) return 'pull/index.html';
  return path.slice(1);
}

/** Serves the console, the API reference and the page of each pull request from web/dist; nothing outside it. */
export function createPages(): Pages {
  return {
    serve: async (path) => {
      const file = normalize(pageOf(path));
      // A dot at the start of a name leads out of the folder, or to what the build keeps for itself.
      if (/(?:^|[/\\])\./.test(file) || file.endsWith('/')) return undefined;
      const bytes = await readFile(join(consoleFolder, file)).catch(() => undefined);
      return bytes === undefined ? undefined : served(file, bytes);
    },
  };
}

function served(file: string, bytes: Uint8Array): ServedFile {
  const isHashed = /^assets\/.*-[\w-]{8,}\.\w+$/.test(file);
  return {
    status: 200,
    headers: {
      'content-type': lookup(file) ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
    bytes,
  };
}
