import type { Mission } from '../mission/mission.ts';
import type { Signer } from '../ports/signer.ts';
import { toBase64 } from './base64.ts';
import { canonicalJson } from './canonical-json.ts';

/** A signed word on how far a mission's chain reaches: whoever holds it can tell a shortened or rewritten one. */
export interface Checkpoint {
  readonly mission_id: string;
  readonly seq: number;
  readonly head_sha256: string;
  readonly key_id: string;
  /** Base64 of the DER signature over the RFC 8785 form of the other three and `key_id`. */
  readonly signature: string;
}

/** Signs the head of a mission's chain as it stands. */
export const signCheckpoint =
  (deps: { readonly signer: Signer }) =>
  async (mission: Mission, signal: AbortSignal): Promise<Checkpoint> => {
    const { keyId } = await deps.signer.publicKey(signal);
    const body = {
      mission_id: mission.missionId,
      seq: mission.seq,
      head_sha256: mission.headSha256,
      key_id: keyId,
    };
    const signature = await deps.signer.sign(new TextEncoder().encode(canonicalJson(body)), signal);
    return { ...body, signature: toBase64(signature) };
  };
