import { fromBase64 } from '../../core/evidence/base64.ts';
import { eventSha256 } from '../../core/evidence/chain.ts';
import type { SignatureVerifier } from '../../core/evidence/verify-bundle.ts';
import type { Digest } from '../../core/ports/digest.ts';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { sha256Hex } from '../api/sha256-hex.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * A digest for the chain of these events. The browser hashes asynchronously and the chain's rules ask synchronously, so what they will ask for is
 * collected by the same code, hashed, and looked up; a text that was never hashed has no hash, and fits none.
 */
export async function digestFor(events: readonly ChainedEvent[]): Promise<Digest> {
  const texts = new Set<string>();
  const collecting: Digest = {
    sha256: (data) => {
      if (typeof data === 'string') texts.add(data);
      return '';
    },
  };
  for (const event of events) eventSha256(collecting, event);
  const hashed = await Promise.all(
    [...texts].map(async (text) => [text, await sha256Hex(new TextEncoder().encode(text))] as const),
  );
  const known = new Map(hashed);
  return { sha256: (data) => (typeof data === 'string' ? known.get(data) : undefined) ?? '' };
}

/** Checks signatures and names keys with WebCrypto; what is no key or no signature fits nothing. */
export const webVerifier: SignatureVerifier = {
  keyId: async (pem) => {
    const der = derOf(pem);
    return der === undefined ? '' : sha256Hex(der);
  },
  verify: async (pem, message, signature) => {
    const der = derOf(pem);
    const raw = rawSignature(signature);
    if (der === undefined || raw === undefined) return false;
    try {
      const curve = { name: 'ECDSA', namedCurve: 'P-256' };
      const key = await crypto.subtle.importKey('spki', der, curve, false, ['verify']);
      return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw, copyOf(message));
    } catch {
      return false;
    }
  },
};

function derOf(pem: string): Bytes | undefined {
  const inside = /^-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----\s*$/.exec(pem)?.[1];
  const der = inside === undefined ? undefined : fromBase64(inside.replaceAll(/\s/g, ''));
  return der && copyOf(der);
}

const copyOf = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

const numberBytes = 32;

/** A DER signature as WebCrypto wants it: r and s of 32 bytes each; undefined for anything else. */
export function rawSignature(der: Uint8Array): Bytes | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.end);
  if (r === undefined || s === undefined || s.end !== der.length) return undefined;
  const raw = new Uint8Array(2 * numberBytes);
  raw.set(r.bytes, numberBytes - r.bytes.length);
  raw.set(s.bytes, 2 * numberBytes - s.bytes.length);
  return raw;
}

function readInteger(
  der: Uint8Array,
  at: number,
): { readonly bytes: Uint8Array; readonly end: number } | undefined {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length === 0 || end > der.length) return undefined;
  const digits = der.subarray(at + 2, end);
  const bytes = digits[0] === 0 ? digits.subarray(1) : digits;
  return bytes.length > numberBytes ? undefined : { bytes, end };
}
