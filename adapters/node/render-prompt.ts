import { createHash } from 'node:crypto';
import type { PromptBlock } from '../../core/ports/model.ts';

/** A label may name a file that somebody else chose: it must not end its attribute, its tag or its line. */
const attribute = (value: string): string =>
  value.replace(/[<>"&%\p{Cc}]/gu, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** What a tag's attribute was made of. */
export const readAttribute = (value: string): string =>
  value.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Digits of a hash in a tag: nobody finds a text that holds its own, and the same text has the same tag, so that prompts can be cached. */
const hashDigits = 20;

/**
 * A piece of a prompt as a model reads it. Data and files stand between tags that carry a hash of what is between them, so that no text can close
 * its own block.
 */
export function renderBlock(block: PromptBlock): string {
  if (block.kind === 'instruction') return block.text;
  const hash = createHash('sha256').update(block.text).digest('hex').slice(0, hashDigits);
  const [tag, name] =
    block.kind === 'data'
      ? [`data-${hash}`, `label="${attribute(block.label)}"`]
      : [`file-${hash}`, `path="${attribute(block.path)}"`];
  return `<${tag} ${name}>\n${block.text}\n</${tag}>`;
}
