import type { Digest } from '../ports/digest.ts';
import { compareUtf8 } from './byte-order.ts';

/** A file as a digest sees it: text counts as its UTF-8 bytes, unchanged. */
type DigestedFile =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly bytes: Uint8Array };

/**
 * The digest that binds what was gated, built, deployed and proposed: SHA-256 over `<sha256 of bytes>  <path>\n` in ascending UTF-8 byte
 * order of path, as `sha256sum` of a clone gives it. The order of `files` does not matter.
 */
export function treeSha256(digest: Digest, files: readonly DigestedFile[]): string {
  const lines = files
    .toSorted((left, right) => compareUtf8(left.path, right.path))
    .map((file) => `${digest.sha256('bytes' in file ? file.bytes : file.content)}  ${file.path}\n`);
  return digest.sha256(lines.join(''));
}
