import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OutsideStub, readStubs } from '../../../core/pod/outside-stubs.ts';
import { servedHeaders } from '../../../core/pod/served-headers.ts';
import { sourcePaths } from '../app-sources.ts';

/** The address that pages are loaded at; nothing listens there. */
export const siteOrigin = 'http://app.invalid';

/** An artifact as a browser would be served it, and what was found wrong with it. */
export interface Site {
  readonly files: ReadonlyMap<string, Buffer>;
  /** Every problem once, in the order found; each names its file. */
  readonly findings: ReadonlySet<string>;
  /** The origins that its own headers let its pages speak to and show pictures of. */
  readonly declared: ReadonlySet<string>;
  /** What these answer here. */
  readonly stubs: readonly OutsideStub[];
  find(path: string, what: string): void;
}

export function readSite(root: string, tree?: string): Site {
  const files = new Map<string, Buffer>();
  const findings = new Set<string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(file.slice(root.length + 1), readFileSync(file));
  }
  const declared = declaredOrigins(files);
  return {
    files,
    findings,
    declared: new Set(declared),
    stubs: tree === undefined ? [] : stubsOf(tree, declared),
    find: (path, what) => findings.add(`${path}: ${what}`),
  };
}

/** As a browser reads them. */
function declaredOrigins(files: ReadonlyMap<string, Buffer>): readonly string[] {
  const policy = servedHeaders(files)('/')['content-security-policy'] ?? '';
  return (
    /(?:^|; )connect-src ([^;]*)/
      .exec(policy)?.[1]
      ?.split(' ')
      .filter((one) => one.startsWith('https:')) ?? []
  );
}

/** What of it cannot be read is told by whoever answers the app's functions. */
function stubsOf(tree: string, origins: readonly string[]): readonly OutsideStub[] {
  const files = sourcePaths(tree, /\.json$/).map((path) => ({
    path,
    content: readFileSync(join(tree, path), 'utf8'),
  }));
  return readStubs(files, origins).stubs;
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

/** Notes a request by code, or of a picture: beside what a reference may lead to, it may go to a place that the app's headers allow. */
export function checkRequest(site: Site, from: string, reference: string, base?: string): void {
  const target = resolveReference(reference, base ?? `${siteOrigin}/${from}`);
  if (target.kind === 'elsewhere' && site.declared.has(new URL(target.url).origin)) return;
  checkReference(site, from, reference, base);
}

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
