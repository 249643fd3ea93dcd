import type { ArtifactFile } from './app-host.ts';

/** Unpacks the artifact that a pod made. The pod is not trusted: anything but plain files under relative paths is refused. */
export interface Archive {
  /** Files in the order of the archive; InputRejected for a link, an absolute or climbing path, or more than `maxBytes` in all. */
  unpack(tar: Uint8Array, options: { readonly maxBytes: number }): Promise<ArtifactFile[]>;
}
