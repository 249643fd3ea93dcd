import { createHash } from 'node:crypto';
import type { PromptBlock } from '../../core/ports/model.ts';

/** A label may name a file that somebody else chose: it must not end its attribute, its tag or its line. */
const attribute = (value: string): string =>
  value.replace(
    /[<>"&%\p{Cc}]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** Digits of a hash in a tag: nobody finds a text that holds its own, and the same text has the same tag, so that prompts can be cached. */
const hashDigits = 20;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, hashDigits);

/**
 * A piece of a prompt as a model reads it. Data and files stand between tags that carry a hash of what is between them, so that no text can close
 * its own block.
 */
export function renderBlock(block: PromptBlock): string {
  if (block.kind === 'instruction') return block.text;
  const [name, value] = block.kind === 'data' ? ['label', block.label] : ['path', block.path];
  const tag = `${block.kind}-${hashOf(block.text)}`;
  // A file that ends its last line is shown as it is, or whoever writes it anew adds an empty one.
  const end = block.kind === 'file' && block.text.endsWith('\n') ? '' : '\n';
  return `<${tag} ${name}="${attribute(value)}">\n${block.text}${end}</${tag}>`;
}

const form = /^<(data|file)-([0-9a-f]+) (?:label|path)="([^"]*)">\n([\s\S]*)\n<\/\1-\2>$/;

/** What an attribute was made of. */
const readAttribute = (value: string): string =>
  value.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** The piece that was rendered so; whatever has no tag, or one whose hash is of another text, is an instruction. */
export function readBlock(rendered: string): PromptBlock {
  const [, kind, hash, value = '', shown = ''] = form.exec(rendered) ?? [];
  const text = [shown, `${shown}\n`].find((candidate) => hashOf(candidate) === hash);
  if (kind === undefined || text === undefined) return { kind: 'instruction', text: rendered };
  return kind === 'data'
    ? { kind, label: readAttribute(value), text }
    : { kind: 'file', path: readAttribute(value), text };
}
