/** Functions are run, and their source is not served. */
const functionFile = /^api\/.+\.(?:js|mjs|py)$/;

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
export function servedFileAt(
  files: Pick<ReadonlySet<string>, 'has'>,
  requestPath: string,
): string | undefined {
  const path = decodedPath(requestPath);
  if (path === undefined) return undefined;
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`;
  return [path, `${folder}index.html`].find((name) => files.has(name) && !functionFile.test(name));
}

/** The function of an artifact that answers at a request's path (`/api/sum` is `api/sum.js`, `api/sum.py` or an `index` in a folder of that name), or undefined. */
export function functionFileAt(
  files: Pick<ReadonlySet<string>, 'has'>,
  requestPath: string,
): string | undefined {
  const path = decodedPath(requestPath);
  if (path === undefined || /(?:^|\/)_/.test(path)) return undefined;
  return ['js', 'mjs', 'py']
    .flatMap((ending) => [`${path}.${ending}`, `${path}/index.${ending}`])
    .find((name) => functionFile.test(name) && files.has(name));
}

/** The content type of a file that is served, from what a look-up by its name knows; that also finds what every object inherits, for a file named `__proto__`. */
export function contentTypeOf(type: unknown): string {
  if (typeof type !== 'string') return 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
