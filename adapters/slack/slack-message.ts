import type { Button, Post } from '../../core/wire/channel.ts';

/** What a section holds, and what a message may say so that it can be edited later, in UTF-16 units of escaped text. */
const limits = { section: 3_000, message: 4_000, label: 75, url: 3_000 } as const;

/** Escapes the three characters that Slack reads as markup and mentions. */
export const escapeForSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Escaped text that is cut where it is longer than `max`, never within a character. */
export function cutForSlack(text: string, max: number): string {
  const escaped = escapeForSlack(text.toWellFormed());
  return escaped.length > max ? `${head(escaped, max - 1)}…` : escaped;
}

/** A post as Block Kit: plain text, so that nothing anybody says is markup, and buttons under it. Where Slack shows no blocks, as in a notification, it shows `text`. */
export function slackMessage({ text, buttons }: Post): { readonly text: string; readonly blocks: string } {
  const pressable = buttons.filter(isPressable);
  const others = buttons.filter((button) => !isPressable(button)).map(wordsOf);
  const words = cutForSlack([text, ...others].join('\n').trim() || '…', limits.message);
  const actions = { type: 'actions', elements: pressable.map(slackButton) };
  const blocks = [...sections(words), ...(pressable.length > 0 ? [actions] : [])];
  return { text: words, blocks: JSON.stringify(blocks) };
}

/** As few sections as hold the text, which together are the text; a section ends with a line where it can. None hides behind “See more”. */
function sections(text: string): readonly object[] {
  const list: object[] = [];
  for (let rest = text; rest !== ''; ) {
    const fits = head(rest, limits.section);
    const lines = fits === rest ? fits : fits.slice(0, fits.lastIndexOf('\n') + 1);
    const part = lines.trim() === '' ? fits : lines;
    list.push({ type: 'section', text: plainText(part), expand: true });
    rest = rest.slice(part.length);
  }
  return list;
}

/** The first `max` units of escaped text at most, without half of a character or of an escape. */
const head = (text: string, max: number): string =>
  text.length <= max
    ? text
    : text
        .slice(0, max)
        .replace(/&(?:a(?:mp?)?|[lg]t?)?$/, '')
        .replace(/[\uD800-\uDBFF]$/, '');

/** With `emoji`, Slack would put pictures in the place of words such as :key:. */
const plainText = (text: string) => ({ type: 'plain_text', text, emoji: false });

/** A link that leads nowhere from where somebody reads it, or that Slack refuses, is told in words. */
function isPressable(button: Button): boolean {
  if (button.kind !== 'link') return true;
  const { protocol, hostname } = new URL(button.url);
  const isHere = /^(?:localhost|127\..*|.*\.localhost)$/.test(hostname);
  return /^https?:$/.test(protocol) && !isHere && button.url.length <= limits.url;
}

const wordsOf = (button: Button): string => (button.kind === 'link' ? `${button.label}: ${button.url}` : '');

function slackButton(button: Button, index: number) {
  switch (button.kind) {
    case 'build':
      return { ...labelled('Build'), action_id: 'build', value: button.plan_id, style: 'primary' };
    case 'change':
      return { ...labelled('Change'), action_id: 'change' };
    case 'link':
      return { ...labelled(button.label), action_id: `link-${index}`, url: button.url };
  }
}

const labelled = (label: string) => ({ type: 'button', text: plainText(cutForSlack(label, limits.label)) });
