import type { AnswerPart } from './answer-parts.ts';

/** Parts of an answer as a model writes them, with its tags: what a reader makes of it are the same parts again. */
export function writeAnswer(nonce: string, parts: readonly AnswerPart[]): string {
  return parts.map((part) => writePart(nonce, part)).join('\n');
}

function writePart(nonce: string, part: AnswerPart): string {
  const close = `</g-${nonce}>`;
  switch (part.kind) {
    case 'file':
      return `<g-${nonce} file="${part.path}">\n${ended(part.content)}${close}`;
    case 'edit':
      return [
        `<g-${nonce} edit="${part.path}">`,
        ...part.changes.map(
          ({ find, put }) => `<g-${nonce} find>\n${ended(find)}<g-${nonce} put>\n${ended(put)}${close}`,
        ),
        close,
      ].join('\n');
    case 'delete':
      return `<g-${nonce} delete="${part.path}"/>`;
    case 'block':
      return writeBlock(nonce, part);
  }
}

function writeBlock(
  nonce: string,
  { name, value, text }: Extract<AnswerPart, { readonly kind: 'block' }>,
): string {
  const tag = value === '' ? name : `${name}="${value}"`;
  return text === '' ? `<g-${nonce} ${tag}/>` : `<g-${nonce} ${tag}>\n${ended(text)}</g-${nonce}>`;
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
