import { canonicalJson } from '../evidence/canonical-json.ts';
import type { Digest } from '../ports/digest.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Check } from '../wire/check.ts';
import { checkSchema } from '../wire/check.ts';
import type { MissionId } from '../wire/ids.ts';
import type { Spec } from '../wire/spec.ts';
import { specSchema } from '../wire/spec.ts';

interface StoreDeps {
  readonly objects: ObjectStore;
  readonly digest: Digest;
}

const keyOf = (missionId: MissionId, sha256: string): string => `drafts/${missionId}/spec-${sha256}.json`;

/** Freezes a spec under the digest of its RFC 8785 form, and answers that. */
export const saveSpec =
  (deps: StoreDeps) =>
  async (missionId: MissionId, spec: Spec, signal: AbortSignal): Promise<string> => {
    const text = canonicalJson(spec);
    const sha256 = deps.digest.sha256(text);
    await deps.objects.put(
      keyOf(missionId, sha256),
      new TextEncoder().encode(text),
      { ifAbsent: true },
      signal,
    );
    return sha256;
  };

/** The spec of a mission by its digest; undefined where the store does not have it. */
export const loadSpec =
  (deps: Pick<StoreDeps, 'objects'>) =>
  async (missionId: MissionId, sha256: string, signal: AbortSignal): Promise<Spec | undefined> => {
    const bytes = await deps.objects.get(keyOf(missionId, sha256), signal);
    return bytes === undefined ? undefined : specSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  };

const checkKeyOf = (missionId: MissionId, sha256: string): string =>
  `drafts/${missionId}/check-${sha256}.json`;

/** Keeps a corrected check under the digest of its RFC 8785 form, and answers that. */
export const saveCheck =
  (deps: StoreDeps) =>
  async (missionId: MissionId, check: Check, signal: AbortSignal): Promise<string> => {
    const text = canonicalJson(check);
    const sha256 = deps.digest.sha256(text);
    const bytes = new TextEncoder().encode(text);
    await deps.objects.put(checkKeyOf(missionId, sha256), bytes, { ifAbsent: true }, signal);
    return sha256;
  };

/** A corrected check by its digest; undefined where the store does not have it. */
export const loadCheck =
  (deps: Pick<StoreDeps, 'objects'>) =>
  async (missionId: MissionId, sha256: string, signal: AbortSignal): Promise<Check | undefined> => {
    const bytes = await deps.objects.get(checkKeyOf(missionId, sha256), signal);
    return bytes === undefined ? undefined : checkSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  };
