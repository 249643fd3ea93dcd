import type { Said } from '../../core/wire/channel.ts';
import { maxSpokenLength } from '../../core/wire/http.ts';

/** Whether what follows `/gantry` is a command of ours; a sentence that begins with the same word is not. */
export const isCommand = (words: string): boolean => /^(?:link\s+\S{20,}|new|unlink|help)$/.test(words);

/** What follows `/gantry`, as an act; nothing at all asks what the bot can do. */
export const slashAct = (words: string): Said['act'] => textOf(isCommand(words) ? `/${words}` : words);

/** A message as an act. Slack's clients take what begins with / for a command of theirs, so `/gantry link CODE` may be said to the bot as well. */
export function textAct(words: string): Said['act'] {
  const slash = /^\/gantry(?:\s+|$)/.exec(words);
  return slash === null ? textOf(words) : slashAct(words.slice(slash[0].length));
}

/** Cut a little beyond what may be said in one go. */
const textOf = (words: string): Said['act'] => ({
  kind: 'text',
  text: words === '' ? '/help' : words.slice(0, maxSpokenLength + 1),
});
