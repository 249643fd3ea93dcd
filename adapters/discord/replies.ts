import type { PlatformReply } from '../../core/ports/channel.ts';
import { maxSpokenLength } from '../../core/wire/http.ts';
import { maxContent, noMentions, withoutEmbeds } from './message-body.ts';
import { plainText } from './plain-text.ts';

type Reply = NonNullable<PlatformReply>;

/** EPHEMERAL: only the person who asked sees it. */
const onlyForThem = 1 << 6;

export const pong: Reply = { type: 1 };

/** Takes a press without a word; the message it is on stays as it is. */
export const taken: Reply = { type: 6 };

const shown = (content: string, flags: number): Reply => ({
  type: 4,
  data: { content, flags, allowed_mentions: noMentions },
});

/** Says something to the person alone; nobody else in the channel sees that they asked. */
export const privately = (words: string): Reply =>
  shown(plainText(words, maxContent), withoutEmbeds | onlyForThem);

/** Shows everybody what was said, which no command does by itself. */
export const quoted = (text: string): Reply => {
  const start = '>>> ';
  return shown(`${start}${plainText(text, maxContent - start.length)}`, withoutEmbeds);
};

/** What a form is submitted as, and what is written in it. */
export const changeForm = 'change';

/** A form for what should be different about a plan: outside of it a person writes only behind a command. */
export const askForChange: Reply = {
  type: 9,
  data: {
    custom_id: changeForm,
    title: 'Change the plan',
    components: [
      {
        type: 18,
        label: 'What should be different?',
        component: { type: 4, custom_id: 'words', style: 2, max_length: maxSpokenLength, required: true },
      },
    ],
  },
};
