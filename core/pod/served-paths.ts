import { hostConfigurationPath } from '../draft/added-files/host-configuration.ts';
import { dynamicRoutes, isFunctionPath, isFunctionSource, matchRoute } from './function-routes.ts';

/** The files of an artifact by path. */
export interface NamedFiles {
  has(path: string): boolean;
  keys(): Iterable<string>;
}

/** Files that an artifact holds for its host: no address answers with them. */
export const isUnserved = (path: string): boolean =>
  path === hostConfigurationPath || path.startsWith('migrations/');

/** The path of a request as files are named, without query and percent-encoding; undefined where it cannot be decoded. */
function decodedPath(requestPath: string): string | undefined {
  try {
    return decodeURIComponent(requestPath.replace(/[?#].*$/s, '').replace(/^\/+/, ''));
  } catch {
    return undefined;
  }
}

/**
 * The file of an artifact that a host serves at a request's path (`/` and folders mean their index.html), or undefined where it answers 404. A
 * path is only ever looked up among the files, so none can lead out of them.
 */
export function servedFileAt(files: Pick<NamedFiles, 'has'>, requestPath: string): string | undefined {
  const path = decodedPath(requestPath);
  if (path === undefined) return undefined;
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`;
  return [path, `${folder}index.html`].find(
    (name) => files.has(name) && !isFunctionSource(name) && !isUnserved(name),
  );
}

/**
 * The function of an artifact that answers at a request's path, or undefined: `/api/sum` is `api/sum.js` or an `index` in a folder of that name,
 * else one with a placeholder in its name, unless a file is served there.
 */
export function functionFileAt(files: NamedFiles, requestPath: string): string | undefined {
  const path = decodedPath(requestPath);
  if (path === undefined) return undefined;
  const exact = ['js', 'mjs', 'ts', 'mts', 'py']
    .flatMap((ending) => [`${path}.${ending}`, `${path}/index.${ending}`])
    .find((name) => isFunctionPath(name) && files.has(name));
  if (exact !== undefined || servedFileAt(files, requestPath) !== undefined) return exact;
  return dynamicRoutes(files.keys()).find((route) => matchRoute(route, requestPath) !== undefined)?.file;
}

/** The content type of a file that is served, from what a look-up by its name knows; that also finds what every object inherits, for a file named `__proto__`. */
export function contentTypeOf(type: unknown): string {
  if (typeof type !== 'string') return 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
