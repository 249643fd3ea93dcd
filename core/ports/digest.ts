/** SHA-256, synchronous: lower-case hexadecimal of UTF-8 text or bytes. */
export interface Digest {
  sha256(data: string | Uint8Array): string;
}
