import { Buffer } from 'node:buffer';
import { readCommand } from '../../core/channels/read-command.ts';
import { InputRejected } from '../../core/errors.ts';
import type { PlatformReply, ReadDelivery } from '../../core/ports/channel.ts';
import type { Said } from '../../core/wire/channel.ts';
import { maxSpokenLength } from '../../core/wire/http.ts';
import { planIdSchema } from '../../core/wire/ids.ts';
import { messageCommand, slashCommand } from './commands.ts';
import {
  type CommandInteraction,
  type FormInteraction,
  interactionSchema,
  type PlacedInteraction,
  type PressInteraction,
} from './interaction.ts';
import { mayAnswer } from './may-answer.ts';
import { askForChange, changeForm, pong, privately, quoted, taken } from './replies.ts';

/** What somebody did and what Discord shows at once, or only the latter. */
type Meant = { readonly act: Said['act']; readonly reply: PlatformReply } | { readonly reply: PlatformReply };

/** Reads an interaction whose signature was right; InputRejected for what is none. */
export function readInteraction(body: Uint8Array): ReadDelivery {
  const parsed = interactionSchema.safeParse(parseJson(body));
  if (!parsed.success)
    throw new InputRejected('delivery_unreadable', 'This is no interaction of Discord’s.', {
      cause: parsed.error,
    });
  const interaction = parsed.data;
  switch (interaction.type) {
    case 1:
      return { kind: 'asked', reply: pong };
    case 2:
      return meant(interaction, readCommandUse(interaction));
    case 3:
      return meant(interaction, readPress(interaction));
    case 5:
      return meant(interaction, readForm(interaction));
    case 'other':
      return { kind: 'other' };
  }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

function meant(interaction: PlacedInteraction, meaning: Meant): ReadDelivery {
  const { id, channel_id, member, user } = interaction;
  const person = member?.user ?? user;
  if (person === undefined) return { kind: 'other' };
  if (!mayAnswer(interaction)) return { kind: 'asked', reply: privately(words.noRights) };
  if (!('act' in meaning)) return { kind: 'asked', reply: meaning.reply };
  const place = { platform: 'discord', workspace: 'discord', chat: channel_id, thread: null } as const;
  return {
    kind: 'said',
    said: { delivery: id, place, person: person.id, act: meaning.act },
    reply: meaning.reply,
  };
}

function readCommandUse({ data }: CommandInteraction): Meant {
  if (data.type === 3)
    return data.name === messageCommand ? readMessage(data) : { reply: privately(words.unknown) };
  const [used] = data.options ?? [];
  if (data.name !== slashCommand || used === undefined) return { reply: privately(words.unknown) };
  const value = used.options?.[0]?.value;
  const written = typeof value === 'string' ? value : '';
  switch (used.name) {
    case 'say':
      return said(written);
    case 'link':
      // The last word is the code, where the whole of what Gantry shows was pasted. Whatever it is, nobody else reads it.
      return hidden(`/link ${written.trim().split(/\s+/).at(-1)}`);
    case 'new':
    case 'unlink':
    case 'help':
      return hidden(`/${used.name}`);
    default:
      return { reply: privately(words.unknown) };
  }
}

/** What somebody wrote to others is said by who sends it on, and is no command of theirs. */
function readMessage({ target_id, resolved }: Extract<CommandInteraction['data'], { type: 3 }>): Meant {
  const { content = '', attachments = [] } = resolved.messages[target_id] ?? {};
  if (attachments.length > 0) return { act: { kind: 'file' }, reply: privately(words.moment) };
  if (content === '') return { reply: privately(words.noWords) };
  return readCommand(content) === undefined ? said(content) : { reply: privately(words.notYourCommand) };
}

function readPress({ data }: PressInteraction): Meant {
  if (data.custom_id === 'change') return { reply: askForChange };
  const plan = planIdSchema.safeParse(data.custom_id.replace(/^build:/, ''));
  return plan.success && data.custom_id.startsWith('build:')
    ? { act: { kind: 'build', plan_id: plan.data }, reply: taken }
    : { reply: privately(words.unknown) };
}

function readForm({ data }: FormInteraction): Meant {
  const written = data.components.find(({ component }) => component?.value !== undefined)?.component?.value;
  return data.custom_id === changeForm && written !== undefined
    ? said(written)
    : { reply: privately(words.unknown) };
}

const textAct = (text: string): Said['act'] => ({ kind: 'text', text: text.slice(0, maxSpokenLength + 1) });

const hidden = (text: string): Meant => ({ act: textAct(text), reply: privately(words.moment) });

/** A link code is nobody else's to read, wherever it was written. */
const said = (text: string): Meant =>
  readCommand(text)?.kind === 'link' ? hidden(text) : { act: textAct(text), reply: quoted(text) };

const words = {
  moment: 'One moment.',
  unknown: 'I do not know this any more. Try /gantry help.',
  noWords: 'This message has no words that I can read. Use /gantry say.',
  notYourCommand: 'This message is a command, and you have to give those yourself. Try /gantry help.',
  noRights:
    'I may not write here. Ask who runs this server to let me view this channel and send messages in it.',
} as const;
