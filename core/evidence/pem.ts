import { fromBase64, toBase64 } from './base64.ts';

const begin = '-----BEGIN PUBLIC KEY-----';
const end = '-----END PUBLIC KEY-----';
const block = new RegExp(`${begin}[\\s\\S]+?${end}`, 'g');

/** The public keys in a text that may hold several, such as all that an installation ever signed with; the text itself where there is none, which no verifier takes. */
export function splitPems(text: string): readonly string[] {
  return text.match(block)?.map((pem) => `${pem}\n`) ?? [text];
}

/** What DER writes before the two coordinates of any key on P-256: its algorithm and curve (RFC 5480), no bits left over, an uncompressed point. */
const keyHead = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';
const keyBytes = 91;

/**
 * Whether a PEM is a P-256 key written the one way that Gantry writes it: lines of 64, base64 that encodes back to itself, nothing around it.
 * Readers of keys are lenient, with bits that they ignore and points in other forms, and one key would have several texts.
 */
export function isStrictPem(pem: string): boolean {
  const bytes = fromBase64(pem.replaceAll('\n', '').slice(begin.length, -end.length));
  if (bytes?.length !== keyBytes || !toHex(bytes).startsWith(keyHead)) return false;
  const lines = toBase64(bytes).replace(/.{64}(?=.)/g, '$&\n');
  return pem === `${begin}\n${lines}\n${end}\n`;
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
