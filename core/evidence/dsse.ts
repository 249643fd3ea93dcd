import type { Signer } from '../ports/signer.ts';
import type { DsseEnvelope } from '../wire/evidence.ts';
import { toBase64 } from './base64.ts';

export const inTotoPayloadType = 'application/vnd.in-toto+json';

/** DSSE's pre-authentication encoding: what is signed instead of the payload (secure-systems-lab/dsse, protocol.md). Lengths are in bytes. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const encoder = new TextEncoder();
  const type = encoder.encode(payloadType);
  const head = encoder.encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const encoded = new Uint8Array(head.length + payload.length);
  encoded.set(head);
  encoded.set(payload, head.length);
  return encoded;
}

/** Signs a payload into an envelope with one signature. */
export const signEnvelope =
  (deps: { readonly signer: Signer }) =>
  async (payload: Uint8Array, signal: AbortSignal): Promise<DsseEnvelope> => {
    const { keyId } = await deps.signer.publicKey(signal);
    const signature = await deps.signer.sign(preAuthEncoding(inTotoPayloadType, payload), signal);
    return {
      payloadType: inTotoPayloadType,
      payload: toBase64(payload),
      signatures: [{ keyid: keyId, sig: toBase64(signature) }],
    };
  };
