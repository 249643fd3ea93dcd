import { Buffer } from 'node:buffer';
import * as z from 'zod';
import { InputRejected } from '../../core/errors.ts';
import type { ChannelDelivery, ReadDelivery } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { isSigned } from './is-signed.ts';
import { eventCallbackSchema, readEvent } from './read-event.ts';
import { pressSchema, readPress } from './read-press.ts';
import { readSlashCommand, slashCommandSchema } from './read-slash-command.ts';

const typedSchema = z.object({ type: z.string() }).loose();
const challengeSchema = z.object({ challenge: z.string().max(1_000) });

/** Reads any delivery of a Slack app: events are JSON, slash commands and presses are forms. InputRejected for what Slack signed and nobody here understands. */
export function readDelivery(
  delivery: ChannelDelivery,
  config: { readonly signingSecret: string; readonly clock: Clock },
): ReadDelivery {
  const body = Buffer.from(delivery.body).toString('utf8');
  const form = body.startsWith('{') ? undefined : new URLSearchParams(body);
  // Slack looks at the certificate now and then, and signs nothing then.
  if (form?.get('ssl_check') === '1') return { kind: 'asked', reply: null };
  if (!isSigned(delivery, config)) return { kind: 'forged' };
  try {
    return form === undefined ? readJson(body) : readForm(form, delivery);
  } catch (cause) {
    throw new InputRejected('delivery_unreadable', 'This is no delivery of a Slack app.', { cause });
  }
}

function readJson(body: string): ReadDelivery {
  const event = typedSchema.parse(JSON.parse(body));
  switch (event.type) {
    case 'url_verification': {
      const { challenge } = challengeSchema.parse(event);
      return { kind: 'asked', reply: { challenge } };
    }
    case 'event_callback':
      return readEvent(eventCallbackSchema.parse(event));
    default:
      return { kind: 'other' };
  }
}

function readForm(form: URLSearchParams, { header }: ChannelDelivery): ReadDelivery {
  const payload = form.get('payload');
  if (payload === null) {
    const slash = slashCommandSchema.parse(Object.fromEntries(form));
    return readSlashCommand(slash, header('x-slack-request-timestamp') ?? '');
  }
  const interaction = typedSchema.parse(JSON.parse(payload));
  return interaction.type === 'block_actions' ? readPress(pressSchema.parse(interaction)) : { kind: 'other' };
}
