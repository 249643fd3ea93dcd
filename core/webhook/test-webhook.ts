import type { Ids } from '../ports/ids.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Delivery } from '../wire/webhook.ts';
import type { SendDeps } from './send-message.ts';
import { sendMessage } from './send-message.ts';
import { afterDelivery, readStanding, writeStanding } from './standing.ts';
import type { WebhookRecord } from './webhook-records.ts';

/** Sends a message that tells of nothing, once, and answers how it went; a webhook that ended stays so. */
export const testWebhook =
  (deps: SendDeps & { readonly records: RecordStore; readonly ids: Ids }) =>
  async (webhook: WebhookRecord, { signal }: { readonly signal: AbortSignal }): Promise<Delivery> => {
    const { webhook_id } = webhook;
    const message = { id: deps.ids.make('msg'), body: JSON.stringify({ type: 'test', webhook_id }) };
    const { delivery } = await sendMessage(deps)(webhook, message, signal);
    const before = await readStanding(deps)(webhook, signal);
    await writeStanding(deps)(webhook, afterDelivery(before, delivery, deps.clock.nowMs()), signal);
    return delivery;
  };
