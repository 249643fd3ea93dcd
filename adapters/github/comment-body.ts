import { inline } from '../../core/app/markdown.ts';
import type { Button, Post } from '../../core/wire/channel.ts';
import { ownMark } from './spoken-text.ts';

/** What a comment holds. */
const mostCharacters = 65_536;

/** A post as a comment in Markdown: nothing that a person, a model or an app says is markup, and it names nobody. */
export function commentBody({ text, buttons }: Post, mention: string): string {
  const start = `${ownMark}\n`;
  const end = buttons.map((button) => sayButton(button, mention)).filter((line) => line !== '');
  const rest = end.length === 0 ? '' : `\n\n${end.join('\n')}`;
  return `${start}${cut(plain(text), mostCharacters - start.length - rest.length)}${rest}`;
}

function sayButton(button: Button, mention: string): string {
  switch (button.kind) {
    case 'build':
      return `Say **yes** to build this. To change it, mention \`${mention}\` and say what should be different.`;
    case 'change':
      return '';
    case 'link':
      return `[${inline(button.label)}](<${new URL(button.url).href.replaceAll(/[<>]/g, encodeURIComponent)}>)`;
  }
}

/** Each line as it is. GitHub breaks lines where a comment does. */
const plain = (text: string): string => text.split('\n').map(line).join('\n');

const line = (words: string): string =>
  inline(words)
    .replaceAll(/[~$]/g, String.raw`\$&`)
    .replace(/^(\d*)([-+=.)])/, String.raw`$1\$2`);

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  let backslashes = 0;
  while (text[end - 1 - backslashes] === '\\') backslashes += 1;
  // A single one at the cut would be one for what follows it.
  return `${text.slice(0, end - (backslashes % 2))}…`.toWellFormed();
}
