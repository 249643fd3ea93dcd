import * as z from 'zod';
import type { PlatformReply, ReadDelivery } from '../../core/ports/channel.ts';
import { deliveryIdSchema, deliveryOf } from './delivery-of.ts';
import { isDirect, placeOf, slackIdSchema } from './place-of.ts';
import { plainWords } from './plain-words.ts';
import { isCommand, slashAct } from './text-act.ts';

/** What is read of `/gantry …`; the rest is left alone. */
export const slashCommandSchema = z.object({
  command: z.string(),
  text: z.string().default(''),
  trigger_id: deliveryIdSchema,
  team_id: slackIdSchema,
  channel_id: slackIdSchema,
  channel_name: z.string().default(''),
  user_id: slackIdSchema,
});
type SlashCommand = z.infer<typeof slashCommandSchema>;

/** Reads `/gantry …`, which says no time of its own: `sentAtSeconds` is that of its signature. The words after it are said as they are, and `link CODE`, `new`, `unlink` and `help` alone are commands. */
export function readSlashCommand(slash: SlashCommand, sentAtSeconds: string): ReadDelivery {
  const { text, trigger_id, team_id, channel_id, channel_name, user_id } = slash;
  const words = plainWords(text, undefined);
  return {
    kind: 'said',
    said: {
      delivery: deliveryOf(`${sentAtSeconds}000000`, trigger_id),
      place: placeOf(team_id, channel_id, undefined),
      person: user_id,
      act: slashAct(words),
    },
    reply: replyTo({
      isPublic: isPublic(channel_id, channel_name),
      isShown: words !== '' && !isCommand(words),
    }),
  };
}

/** Slack names private channels and conversations of a few alike, whoever is in them. */
const isPublic = (channel: string, name: string): boolean =>
  !isDirect(channel) && name !== 'privategroup' && !name.startsWith('mpdm-');

/** In a public channel what was asked is shown to who reads the answer; a code never is. Elsewhere nobody knows whether the bot may answer, so the person is told what to do if it does not. */
function replyTo({ isPublic, isShown }: { isPublic: boolean; isShown: boolean }): PlatformReply {
  if (isPublic && isShown) return { response_type: 'in_channel' };
  const wait = 'One moment.';
  const text = isPublic
    ? wait
    : `${wait} If no answer comes, I am not in here: /invite me, or write to me alone.`;
  return { response_type: 'ephemeral', text };
}
