import { fromBase64, toBase64 } from './base64.ts';

const begin = '-----BEGIN PUBLIC KEY-----';
const end = '-----END PUBLIC KEY-----';
const block = new RegExp(`${begin}[\\s\\S]+?${end}`, 'g');

/** The public keys in a text that may hold several, such as all that an installation ever signed with; the text itself where there is none, which no verifier takes. */
export function splitPems(text: string): readonly string[] {
  return text.match(block)?.map((pem) => `${pem}\n`) ?? [text];
}

/** Whether a PEM is written the one way that Gantry writes it: lines of 64, base64 that encodes back to itself, nothing around it. */
export function isStrictPem(pem: string): boolean {
  const bytes = fromBase64(pem.replaceAll('\n', '').slice(begin.length, -end.length));
  if (bytes === undefined || bytes.length === 0) return false;
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return pem === `${[begin, ...lines, end].join('\n')}\n`;
}
