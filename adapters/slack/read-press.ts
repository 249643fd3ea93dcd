import * as z from 'zod';
import type { ReadDelivery } from '../../core/ports/channel.ts';
import type { Said } from '../../core/wire/channel.ts';
import { planIdSchema } from '../../core/wire/ids.ts';
import { deliveryIdSchema, deliveryOf, tsSchema } from './delivery-of.ts';
import { placeOf, slackIdSchema } from './place-of.ts';

const actionSchema = z.object({ action_id: z.string(), value: z.string().optional(), action_ts: tsSchema });

/** What is read of a press on a button; the rest is left alone. */
export const pressSchema = z.object({
  type: z.literal('block_actions'),
  trigger_id: deliveryIdSchema,
  /** Null where the app is installed for a whole organization. */
  team: z.object({ id: slackIdSchema }).nullish(),
  user: z.object({ id: slackIdSchema, team_id: slackIdSchema.optional() }),
  channel: z.object({ id: slackIdSchema }).optional(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  actions: z.tuple([actionSchema], actionSchema),
});

/** Reads the press of a button; Slack tells of links too, which it opens itself. */
export function readPress({ trigger_id, team, user, ...press }: z.infer<typeof pressSchema>): ReadDelivery {
  const { channel, message, actions } = press;
  const [action] = actions;
  const act = actOf(action);
  const workspace = team?.id ?? user.team_id;
  if (act === undefined || channel === undefined || workspace === undefined) return { kind: 'other' };
  // The message that a thread began with names itself as its thread.
  const thread = message?.thread_ts === message?.ts ? undefined : message?.thread_ts;
  const said: Said = {
    delivery: deliveryOf(action.action_ts, trigger_id),
    place: placeOf(workspace, channel.id, thread),
    person: user.id,
    act,
  };
  return { kind: 'said', said, reply: null };
}

function actOf({ action_id, value }: z.infer<typeof actionSchema>): Said['act'] | undefined {
  if (action_id === 'change') return { kind: 'change' };
  const plan = planIdSchema.safeParse(value);
  return action_id === 'build' && plan.success ? { kind: 'build', plan_id: plan.data } : undefined;
}
