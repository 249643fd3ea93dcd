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

/** Signs a payload into an envelope with one signature, and says by which key. */
export const signEnvelope =
  (deps: { readonly signer: Signer }) =>
  async (
    payload: Uint8Array,
    signal: AbortSignal,
  ): Promise<{ readonly envelope: DsseEnvelope; readonly publicKeyPem: string }> => {
    const encoded = preAuthEncoding(inTotoPayloadType, payload);
    const { signature, key } = await deps.signer.sign(() => encoded, signal);
    const envelope: DsseEnvelope = {
      payloadType: inTotoPayloadType,
      payload: toBase64(payload),
      signatures: [{ keyid: key.keyId, sig: toBase64(signature) }],
    };
    return { envelope, publicKeyPem: key.pem };
  };
