import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The address that pages are loaded at; nothing listens there. */
export const siteOrigin = 'http://app.invalid';

/** An artifact as a browser would be served it, and what was found wrong with it. */
export interface Site {
  readonly files: ReadonlyMap<string, Buffer>;
  /** Every problem once, in the order found; each names its file. */
  readonly findings: ReadonlySet<string>;
  find(path: string, what: string): void;
}

export function readSite(root: string): Site {
  const files = new Map<string, Buffer>();
  const findings = new Set<string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(file.slice(root.length + 1), readFileSync(file));
  }
  return { files, findings, find: (path, what) => findings.add(`${path}: ${what}`) };
}

export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'elsewhere'; readonly url: string }
  | { readonly kind: 'none' };

/** Where a reference in a file leads: to a path of the site, to another origin, or nowhere that a request would go. */
export function resolveReference(reference: string, base: string): Target {
  const url = URL.parse(reference.trim(), base);
  if (reference.trim() === '' || reference.startsWith('#') || url === null) return { kind: 'none' };
  if (!/^(?:https?|wss?|ftp):$/.test(url.protocol)) return { kind: 'none' };
  if (url.origin !== siteOrigin) return { kind: 'elsewhere', url: url.href };
  return { kind: 'file', path: decodePath(url.pathname) };
}

function decodePath(pathname: string): string {
  const path = pathname.slice(1).replace(/(^|\/)$/, '$1index.html');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Functions answer under `/api/` once the app is live; they are not files. */
export const isFunctionPath = (path: string): boolean => path.startsWith('api/');

/** Notes a reference that leads to a file that is not there, or to another origin. */
export function checkReference(
  site: Site,
  from: string,
  reference: string,
  base = `${siteOrigin}/${from}`,
): void {
  const target = resolveReference(reference, base);
  if (target.kind === 'elsewhere') site.find(from, `requests another origin: ${target.url}`);
  if (target.kind !== 'file' || isFunctionPath(target.path) || site.files.has(target.path)) return;
  site.find(from, `refers to ${JSON.stringify(reference)}, but ${target.path} is not in the artifact`);
}
