import { createHash } from 'node:crypto';
import PQueue from 'p-queue';
import { hostConfigurationPath } from '../../core/draft/added-files/host-configuration.ts';
import { DependencyRefused } from '../../core/errors.ts';
import { isFunctionSource } from '../../core/pod/function-routes.ts';
import { isUnserved } from '../../core/pod/served-paths.ts';
import type { ArtifactFile } from '../../core/ports/app-host.ts';
import type { Stack } from '../../core/wire/draft.ts';
import { anySchema } from './answers.ts';
import type { Vercel } from './connection.ts';

/** A file of a deployment: by the digest of what was uploaded, or itself where there is nothing to upload. */
export type DeployedFile =
  | { readonly file: string; readonly sha: string; readonly size: number }
  | { readonly file: string; readonly data: string; readonly encoding: 'utf-8' };

/** The folder whose files Vercel serves as they are. */
export const servedFolder = 'public';

const parallelUploads = 6;

/** What functions are described by at the root; served like any file too, as on every other host. */
const describesFunctions = (path: string): boolean => path === 'package.json' || path === 'requirements.txt';

/** What a function may import; at the root itself Vercel would take a module for a server of its own. */
const isImportable = (path: string): boolean => /^[^/]+\/.+\.(?:[cm]?js|m?ts|json|py)$/.test(path);

/**
 * Where a file stands in a deployment. All that is served lies in one folder, so that Vercel finds nothing at the root to build or install;
 * the configuration that Gantry wrote, functions and what they are described by must be at the root. A module in a folder stands in both places: it is
 * served like any file, and functions find it where they import it from.
 */
function placesOf(path: string, hasFunctions: boolean): string[] {
  if (path === hostConfigurationPath) return [path];
  if (isUnserved(path)) return [];
  const served = `${servedFolder}/${path}`;
  if (!hasFunctions) return [served];
  if (isFunctionSource(path)) return [path];
  return path.startsWith('api/') || describesFunctions(path) || isImportable(path)
    ? [served, path]
    : [served];
}

interface PlacedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Every file where it stands; what functions are made of without its types, and what is served as it is. */
async function placedFiles(
  files: readonly ArtifactFile[],
  hasFunctions: boolean,
): Promise<readonly PlacedFile[]> {
  if (!hasFunctions)
    return files.flatMap(({ path, bytes }) => placesOf(path, false).map((place) => ({ path: place, bytes })));
  // It brings a parser, which most starts have no use for.
  const { withoutTypes } = await import('./strip-types.ts');
  const placed = files.flatMap(({ path, bytes }) =>
    placesOf(path, true).flatMap(
      (place) => (place === path ? withoutTypes(path, bytes) : { path: place, bytes }) ?? [],
    ),
  );
  const names = placed.map(({ path }) => path);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return placed;
  throw new DependencyRefused(
    'vercel-name-twice',
    `A TypeScript module and another one would both be ${twice} on Vercel. Rename one of them.`,
  );
}

/** Uploads what a deployment consists of, each content once, and answers the deployment's list of files. */
export async function uploadFiles(
  vercel: Vercel,
  stack: Stack,
  files: readonly ArtifactFile[],
): Promise<DeployedFile[]> {
  const hasFunctions = stack !== 'static' && files.some((file) => file.path.startsWith('api/'));
  const contents = new Map<string, Uint8Array>();
  const list = (await placedFiles(files, hasFunctions)).map(({ path: file, bytes }): DeployedFile => {
    if (bytes.length === 0) return { file, data: '', encoding: 'utf-8' };
    const sha = createHash('sha1').update(bytes).digest('hex');
    contents.set(sha, bytes);
    return { file, sha, size: bytes.length };
  });
  const queue = new PQueue({ concurrency: parallelUploads });
  const upload =
    ([sha, bytes]: readonly [string, Uint8Array]) =>
    () =>
      vercel({ method: 'POST', path: '/v2/files', bytes, headers: { 'x-vercel-digest': sha } }, anySchema);
  await queue.addAll([...contents].map(upload));
  return list;
}
