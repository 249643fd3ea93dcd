import * as z from 'zod';
import { NotFound } from '../../core/errors.ts';
import type { WebhookView } from '../../core/wire/webhook.ts';
import { madeWebhookSchema, testedWebhookSchema, webhooksSchema } from '../../core/wire/webhook.ts';
import { line } from '../terminal.ts';
import type { Answer, Context } from './context.ts';
import { type Reached, withGantry } from './reach-gantry.ts';
import { webhookWords } from './webhook-words.ts';

const listAt = async (gantry: Reached): Promise<readonly WebhookView[]> =>
  (await gantry.call('listWebhooks', {}, webhooksSchema)).webhooks;

/** The caller's webhooks, how their deliveries go, and what was given up. */
export const listWebhooks = (context: Context): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const webhooks = await listAt(gantry);
    return { value: { webhooks }, text: webhookWords(webhooks) };
  });

type Made = z.infer<typeof madeWebhookSchema>;

const secretWords = ({ secret }: Made): string => line`The secret is ${secret}. It is shown only now.`;

/** Adds an address that is told of the events that are named, or of all. */
export const addWebhook = (context: Context, url: string, events: readonly string[]): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const body = { url, events: events.length === 0 ? ['*'] : [...events] };
    const made = await gantry.call('makeWebhook', { body }, madeWebhookSchema);
    return { value: made, text: `${line`Added ${made.webhook_id}.`}\n${secretWords(made)}` };
  });

/** Sends a test message, which counts as not having worked out where it does not arrive. */
export const testWebhook = (context: Context, named: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const params = await paramsOf(gantry, named);
    const tested = await gantry.call('testWebhook', { params }, testedWebhookSchema);
    const { is_delivered: isDelivered, why } = tested.delivery;
    const text = isDelivered ? 'The test message arrived.' : line`The test message did not arrive. ${why}`;
    return { value: tested, text, code: isDelivered ? 0 : 1 };
  });

/** Gives a webhook a new secret. */
export const rotateWebhook = (context: Context, named: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const made = await gantry.call(
      'rotateWebhook',
      { params: await paramsOf(gantry, named) },
      madeWebhookSchema,
    );
    const text = `${secretWords(made)} The one before it signs too for a day.`;
    return { value: made, text };
  });

/** Removes a webhook; nothing more is sent to it. */
export const removeWebhook = (context: Context, named: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const params = await paramsOf(gantry, named);
    await gantry.call('removeWebhook', { params }, z.undefined());
    return { value: { ...params, is_removed: true }, text: line`Removed ${params.webhook_id}.` };
  });

/** A webhook by its id, or by its address where only one has that. */
async function paramsOf(gantry: Reached, named: string): Promise<{ readonly webhook_id: string }> {
  const found = (await listAt(gantry)).filter(({ webhook_id, url }) => webhook_id === named || url === named);
  const [webhook] = found;
  if (webhook !== undefined && found.length === 1) return { webhook_id: webhook.webhook_id };
  const what = webhook === undefined ? 'You have no webhook' : 'You have several webhooks';
  throw new NotFound(
    'webhook_not_found',
    `${what} ${named}. Name one by its id; gantry webhooks list shows them.`,
  );
}
