import type * as z from 'zod';
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

/** What is kept of a mission under its own digest. */
type Kind = 'spec' | 'check';

const keyOf = (missionId: MissionId, kind: Kind, sha256: string): string =>
  `drafts/${missionId}/${kind}-${sha256}.json`;

/** Keeps a value under the digest of its RFC 8785 form, and answers that. */
const save =
  <T extends Spec | Check>(kind: Kind) =>
  (deps: StoreDeps) =>
  async (missionId: MissionId, value: T, signal: AbortSignal): Promise<string> => {
    const text = canonicalJson(value);
    const sha256 = deps.digest.sha256(text);
    const bytes = new TextEncoder().encode(text);
    await deps.objects.put(keyOf(missionId, kind, sha256), bytes, { ifAbsent: true }, signal);
    return sha256;
  };

/** What was kept under a digest; undefined where the store does not have it. */
const load =
  <T>(kind: Kind, schema: z.ZodType<T>) =>
  (deps: Pick<StoreDeps, 'objects'>) =>
  async (missionId: MissionId, sha256: string, signal: AbortSignal): Promise<T | undefined> => {
    const bytes = await deps.objects.get(keyOf(missionId, kind, sha256), signal);
    return bytes === undefined ? undefined : schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  };

/** Freezes a spec. */
export const saveSpec = save<Spec>('spec');
/** The spec of a mission. */
export const loadSpec = load('spec', specSchema);
/** Keeps a corrected check. */
export const saveCheck = save<Check>('check');
/** A corrected check. */
export const loadCheck = load('check', checkSchema);
