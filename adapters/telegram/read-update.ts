import { Buffer } from 'node:buffer';
import * as z from 'zod';
import { InputRejected } from '../../core/errors.ts';
import type { ReadDelivery } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Place, Said } from '../../core/wire/channel.ts';
import { maxSpokenLength } from '../../core/wire/http.ts';
import { planIdSchema } from '../../core/wire/ids.ts';

const senderSchema = z.object({ id: z.number().int(), is_bot: z.boolean() });
const placedSchema = z.object({
  chat: z.object({ id: z.number().int() }),
  message_thread_id: z.number().int().optional(),
});
/** The fields of an Update that are read; the rest is left alone. */
const updateSchema = z.object({
  update_id: z.number().int().nonnegative(),
  message: placedSchema
    .extend({ date: z.number().int(), from: senderSchema.optional(), text: z.string().optional() })
    .loose()
    .optional(),
  callback_query: z
    .object({
      id: z.string().max(100),
      from: senderSchema,
      data: z.string().optional(),
      message: placedSchema.optional(),
    })
    .optional(),
});
type Update = z.infer<typeof updateSchema>;

/** Telegram keeps an update for a day; an older one is somebody's copy. */
const maxAgeSeconds = 86_400 + 3_600;
const files = ['document', 'photo', 'video', 'audio', 'voice', 'animation', 'video_note'] as const;

/** Reads an update whose secret was right: a message or the press of a button; InputRejected for what is no update. */
export function readUpdate(body: Uint8Array, clock: Clock): ReadDelivery {
  const parsed = updateSchema.safeParse(parseJson(body));
  if (!parsed.success)
    throw new InputRejected('delivery_unreadable', 'This is no update of Telegram’s Bot API.', {
      cause: parsed.error,
    });
  const { message, callback_query: press, update_id } = parsed.data;
  if (press !== undefined) return readPress(update_id, press);
  if (message === undefined) return { kind: 'other' };
  if (message.date < clock.nowMs() / 1_000 - maxAgeSeconds) return { kind: 'forged' };
  return readMessage(update_id, message);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

function readMessage(updateId: number, message: NonNullable<Update['message']>): ReadDelivery {
  const { from, text } = message;
  if (from === undefined || from.is_bot) return { kind: 'other' };
  const said = { delivery: String(updateId), place: placeOf(message), person: String(from.id) };
  if (text !== undefined)
    return heard({ ...said, act: { kind: 'text', text: text.slice(0, maxSpokenLength + 1) } });
  const isFile = files.some((file) => message[file] !== undefined);
  return isFile ? heard({ ...said, act: { kind: 'file' } }) : { kind: 'other' };
}

/** A button waits, for everybody to see, until its press is answered; Telegram takes that as the answer to its delivery. */
function readPress(updateId: number, press: NonNullable<Update['callback_query']>): ReadDelivery {
  const reply = { method: 'answerCallbackQuery', callback_query_id: press.id };
  const act = actOf(press.data ?? '');
  if (press.message === undefined || act === undefined) return { kind: 'asked', reply };
  const place = placeOf(press.message);
  const said = { delivery: String(updateId), place, person: String(press.from.id), act };
  return { kind: 'said', said, reply };
}

const heard = (said: Said): ReadDelivery => ({ kind: 'said', said, reply: null });

function actOf(data: string): Said['act'] | undefined {
  if (data === 'change') return { kind: 'change' };
  const plan = planIdSchema.safeParse(data.replace(/^build:/, ''));
  return plan.success && data.startsWith('build:') ? { kind: 'build', plan_id: plan.data } : undefined;
}

const placeOf = ({ chat, message_thread_id: thread }: z.infer<typeof placedSchema>): Place => ({
  platform: 'telegram',
  workspace: 'telegram',
  chat: String(chat.id),
  thread: thread === undefined ? null : String(thread),
});
