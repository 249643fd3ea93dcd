import { lookup } from 'mrmime';
import * as z from 'zod';
import { hostConfigurationPath } from '../../../core/draft/added-files/host-configuration.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { Conflict } from '../../../core/errors.ts';
import { servedHeaders } from '../../../core/pod/served-headers.ts';
import { contentTypeOf, functionFileAt, servedFileAt } from '../../../core/pod/served-paths.ts';
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

/** What every answer of a stored artifact says to browsers, by lower-case name. */
export async function readHeaders(
  objects: ObjectStore,
  artifactSha256: string,
  requestPath: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const manifest = await readManifest(objects, artifactSha256, signal);
  const sha256 = manifest?.get(hostConfigurationPath);
  const bytes = sha256 && (await objects.get(blobKey(sha256), signal));
  return servedHeaders(new Map(bytes ? [[hostConfigurationPath, bytes]] : []))(requestPath);
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
 * One file of a stored artifact by the path of a request, or undefined where a server must answer 404.
 */
export async function readArtifactFile(
  objects: ObjectStore,
  artifactSha256: string,
  requestPath: string,
  signal: AbortSignal,
): Promise<ServedFile | undefined> {
  const manifest = await readManifest(objects, artifactSha256, signal);
  const name = manifest && servedFileAt(manifest, requestPath);
  const bytes = name && (await objects.get(blobKey(manifest.get(name) ?? ''), signal));
  return name && bytes ? { bytes, contentType: contentTypeOf(lookup(name)) } : undefined;
}

/** A function of a stored artifact with everything that it may import. */
export interface HostedFunction {
  readonly file: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** The function of a stored artifact that answers at a request's path, or undefined. */
export async function readFunction(
  objects: ObjectStore,
  artifactSha256: string,
  requestPath: string,
  signal: AbortSignal,
): Promise<HostedFunction | undefined> {
  const manifest = await readManifest(objects, artifactSha256, signal);
  if (manifest === undefined) return undefined;
  const file = functionFileAt(manifest, requestPath);
  if (file === undefined) return undefined;
  const files = await Promise.all(
    [...manifest]
      .filter(([name]) => mayRead(file, name))
      .map(async ([name, sha256]) => {
        const bytes = await objects.get(blobKey(sha256), signal);
        return bytes === undefined ? [] : [{ path: name, bytes }];
      }),
  );
  return { file, files: files.flat() };
}

/** A module finds modules and data by import alone; Python's may lie anywhere. */
const mayRead = (file: string, name: string): boolean =>
  file.endsWith('.py') || /\.(?:[cm]?[jt]s|json)$/.test(name);

async function readManifest(
  objects: ObjectStore,
  artifactSha256: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const list = await objects.get(manifestKey(artifactSha256), signal);
  return list && new Map(manifestSchema.parse(JSON.parse(new TextDecoder().decode(list))));
}
