import type { Digest } from '../ports/digest.ts';

/** Gives the six letters that the tags of an answer carry, for prompts that hold these texts. */
export type NonceFor = (texts: readonly string[]) => string;

const letters = 6;
const firstLetter = 'a'.charCodeAt(0);

/**
 * The nonces of one mission or conversation: the same for every call of it, so that prompts stay cached, and another one where a text of the
 * prompt holds those letters.
 */
export const makeNonce =
  (digest: Digest) =>
  (seed: string): NonceFor =>
  (texts) => {
    for (let draw = 0; ; draw += 1) {
      const nonce = lettersOf(digest.sha256(`${seed} ${draw}`));
      if (!texts.some((text) => text.includes(nonce))) return nonce;
    }
  };

function lettersOf(hash: string): string {
  return Array.from({ length: letters }, (_, index) =>
    String.fromCharCode(firstLetter + (Number.parseInt(hash.slice(index * 4, index * 4 + 4), 16) % 26)),
  ).join('');
}
