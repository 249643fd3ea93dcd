import type { ArtifactFile } from './app-host.ts';

/** Packs and unpacks files. A pod is not trusted: of what it made, anything but plain files under relative paths is refused. */
export interface Archive {
  /** Files in the order of the archive; InputRejected for a link, an absolute or climbing path, or more than `maxBytes` in all. */
  unpack(tar: Uint8Array, options: { readonly maxBytes: number }): Promise<ArtifactFile[]>;
  /** A zip of files under one folder; the same bytes for the same files. */
  zip(folder: string, files: readonly ArtifactFile[]): Promise<Uint8Array>;
}
