import { treeSha256 } from '../draft/tree-digest.ts';
import { DependencyRefused } from '../errors.ts';
import { loadArtifactTar } from '../pod/attempt-store.ts';
import type { ArtifactFile } from '../ports/app-host.ts';
import type { Archive } from '../ports/archive.ts';
import type { Digest } from '../ports/digest.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { MissionId } from '../wire/ids.ts';
import { defaultPodLimits } from '../wire/pod.ts';

export interface ArtifactDeps {
  readonly objects: ObjectStore;
  readonly archive: Archive;
  readonly digest: Digest;
}

/** The files of a tested artifact; refused when they are not the ones whose digest the pod reported. */
export const loadArtifact =
  (deps: ArtifactDeps) =>
  async (
    version: { readonly missionId: MissionId; readonly attempt: number; readonly artifactSha256: string },
    signal: AbortSignal,
  ): Promise<ArtifactFile[]> => {
    const tar = await loadArtifactTar(deps)(version.missionId, version, signal);
    const files = await deps.archive.unpack(tar, { maxBytes: defaultPodLimits.artifact_bytes });
    if (treeSha256(deps.digest, files) === version.artifactSha256) return files;
    throw new DependencyRefused(
      'artifact_changed',
      'The stored artifact is not the one that was tested; it is not shipped.',
    );
  };
