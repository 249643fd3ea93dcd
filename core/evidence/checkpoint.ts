import * as z from 'zod';
import type { Mission } from '../mission/mission.ts';
import type { Signer } from '../ports/signer.ts';
import { missionIdSchema, sha256Schema } from '../wire/ids.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { canonicalJson } from './canonical-json.ts';
import type { SignatureVerifier } from './verify-bundle.ts';

/** A signed word on how far a mission's chain reaches: whoever holds it can tell a shortened or rewritten one. */
export const checkpointSchema = z.strictObject({
  mission_id: missionIdSchema,
  seq: z.number().int().positive(),
  head_sha256: sha256Schema,
  key_id: sha256Schema,
  /** Base64 of the DER signature over the RFC 8785 form of the other three and `key_id`. */
  signature: z.string(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

const bytesOf = (body: object): Uint8Array => new TextEncoder().encode(canonicalJson(body));

/** Signs the head of a mission's chain as it stands. */
export const signCheckpoint =
  (deps: { readonly signer: Signer }) =>
  async (
    mission: Pick<Mission, 'missionId' | 'seq' | 'headSha256'>,
    signal: AbortSignal,
  ): Promise<Checkpoint> => {
    const head = { mission_id: mission.missionId, seq: mission.seq, head_sha256: mission.headSha256 };
    const { signature, key } = await deps.signer.sign(
      ({ keyId }) => bytesOf({ ...head, key_id: keyId }),
      signal,
    );
    return { ...head, key_id: key.keyId, signature: toBase64(signature) };
  };

/** Whether a checkpoint was signed by the key that it names; `keys` are PEMs by key id. */
export async function isSignedCheckpoint(
  verifier: SignatureVerifier,
  checkpoint: Checkpoint,
  keys: ReadonlyMap<string, string>,
): Promise<boolean> {
  const { signature, ...body } = checkpoint;
  const pem = keys.get(body.key_id);
  const bytes = fromBase64(signature);
  return pem !== undefined && bytes !== undefined && verifier.verify(pem, bytesOf(body), bytes);
}
