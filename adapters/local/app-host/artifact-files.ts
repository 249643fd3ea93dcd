import { lookup } from 'mrmime';
import * as z from 'zod';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { Conflict } from '../../../core/errors.ts';
import type { ArtifactFile } from '../../../core/ports/app-host.ts';
import type { ObjectStore } from '../../../core/ports/object-store.ts';
import { sha256Schema } from '../../../core/wire/ids.ts';
import { nodeDigest } from '../../node/digest.ts';

const manifestSchema = z.array(z.tuple([z.string(), sha256Schema]));
const manifestKey = (artifactSha256: string): string => `hosted/artifacts/${artifactSha256}.json`;
const blobKey = (sha256: string): string => `hosted/blobs/${sha256}`;

/** A served file, ready for a response. */
export interface ServedFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/**
 * Keeps an artifact's files under their digests, the list of them last: an artifact that has its list is whole. Files that are not
 * what the digest says are refused.
 */
export async function storeArtifact(
  objects: ObjectStore,
  artifactSha256: string,
  files: readonly ArtifactFile[],
  signal: AbortSignal,
): Promise<void> {
  const actual = treeSha256(nodeDigest, files);
  if (actual !== artifactSha256) {
    throw new Conflict(
      'artifact_mismatch',
      'The files to deploy are not the artifact that was built; deploy what the pod reported.',
      {
        details: { expected: artifactSha256, actual },
      },
    );
  }
  if ((await objects.get(manifestKey(artifactSha256), signal)) !== undefined) return;
  const manifest = files.map(({ path, bytes }) => [path, nodeDigest.sha256(bytes)] as const);
  await Promise.all(
    files.map(({ bytes }) =>
      objects.put(blobKey(nodeDigest.sha256(bytes)), bytes, { ifAbsent: true }, signal),
    ),
  );
  const list = new TextEncoder().encode(JSON.stringify(manifest));
  await objects.put(manifestKey(artifactSha256), list, { ifAbsent: true }, signal);
}

/**
 * One file of a stored artifact by the path of a request (percent-encoded, `/` and folders meaning their index.html), or undefined
 * where a server must answer 404. A path is only ever looked up in the artifact's list, so none can lead out of it.
 */
export async function readArtifactFile(
  objects: ObjectStore,
  artifactSha256: string,
  requestPath: string,
  signal: AbortSignal,
): Promise<ServedFile | undefined> {
  const path = decodedPath(requestPath);
  const manifest = await readManifest(objects, artifactSha256, signal);
  if (path === undefined || manifest === undefined) return undefined;
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`;
  const name = [path, `${folder}index.html`].find(
    (candidate) => manifest.has(candidate) && !functionFile.test(candidate),
  );
  const bytes = name && (await objects.get(blobKey(manifest.get(name) ?? ''), signal));
  return name && bytes ? { bytes, contentType: contentTypeOf(name) } : undefined;
}

/** Server functions are run, and their source is not served. */
const functionFile = /^api\/.+\.(?:js|mjs|py)$/;

/** A function of a stored artifact with everything that it may import. */
export interface HostedFunction {
  readonly file: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** The function that answers at a request's path (`/api/sum` is `api/sum.js`, `api/sum.py` or an `index` in a folder of that name), or undefined. */
export async function readFunction(
  objects: ObjectStore,
  artifactSha256: string,
  requestPath: string,
  signal: AbortSignal,
): Promise<HostedFunction | undefined> {
  const path = decodedPath(requestPath);
  const manifest = await readManifest(objects, artifactSha256, signal);
  if (path === undefined || manifest === undefined || /(?:^|\/)_/.test(path)) return undefined;
  const file = ['js', 'mjs', 'py']
    .flatMap((ending) => [`${path}.${ending}`, `${path}/index.${ending}`])
    .find((candidate) => functionFile.test(candidate) && manifest.has(candidate));
  if (file === undefined) return undefined;
  const files = await Promise.all(
    [...manifest].map(async ([name, sha256]) => {
      const bytes = await objects.get(blobKey(sha256), signal);
      return bytes === undefined ? [] : [{ path: name, bytes }];
    }),
  );
  return { file, files: files.flat() };
}

async function readManifest(
  objects: ObjectStore,
  artifactSha256: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const list = await objects.get(manifestKey(artifactSha256), signal);
  return list && new Map(manifestSchema.parse(JSON.parse(new TextDecoder().decode(list))));
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
  // The look-up also finds what every object inherits, for a file named __proto__.
  if (typeof type !== 'string') return 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
