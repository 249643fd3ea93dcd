import type { Button, Post } from '../../core/wire/channel.ts';
import { plainText } from './plain-text.ts';

/** What a message holds. */
export const maxContent = 2_000;
const maxAddress = 512;
const maxLabel = 80;
const buttonsInRow = 5;

/** SUPPRESS_EMBEDS: no address that is named in a text becomes a card. */
export const withoutEmbeds: number = 1 << 2;
/** Names nobody, whatever the text says. */
export const noMentions = { parse: [] } as const;

/** A post as Discord takes it, new or in the place of an earlier one. */
export function messageBody({ text, buttons }: Post) {
  const pressable = buttons.filter(isPressable);
  const words = buttons.flatMap((button) => (isPressable(button) ? [] : [wordsOf(button)]));
  const tail = words.length === 0 ? '' : `\n${plainText(words.join('\n'), maxContent / 2)}`;
  return {
    content: `${plainText(text, maxContent - tail.length)}${tail}`,
    components: rowsOf(pressable),
    flags: withoutEmbeds,
    allowed_mentions: noMentions,
  };
}

function rowsOf(buttons: readonly Button[]) {
  const rows = Array.from({ length: Math.ceil(buttons.length / buttonsInRow) }, (_, row) =>
    buttons.slice(row * buttonsInRow, (row + 1) * buttonsInRow),
  );
  return rows.map((row) => ({ type: 1, components: row.map(componentOf) }));
}

/** Discord refuses a whole message for a button to an address that nobody else can open, or to one that is too long. */
const isPressable = (button: Button): boolean =>
  button.kind !== 'link' ||
  (button.url.length <= maxAddress && /\.(?!localhost$)[a-z][a-z\d-]*$/i.test(new URL(button.url).hostname));

const wordsOf = (button: Button): string => (button.kind === 'link' ? `${button.label}: ${button.url}` : '');

/** A button is of type 2; its style is 3 for the one that goes ahead, 2 for another and 5 for a link. */
function componentOf(button: Button) {
  switch (button.kind) {
    case 'build':
      return { type: 2, style: 3, label: 'Build', custom_id: `build:${button.plan_id}` };
    case 'change':
      return { type: 2, style: 2, label: 'Change', custom_id: 'change' };
    case 'link':
      return { type: 2, style: 5, label: button.label.slice(0, maxLabel), url: button.url };
  }
}
