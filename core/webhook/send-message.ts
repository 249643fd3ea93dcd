import { isGantryError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageSigner } from '../ports/message-signer.ts';
import type { PageFetcher } from '../ports/page-fetcher.ts';
import type { Delivery } from '../wire/webhook.ts';
import type { WebhookRecord } from './webhook-records.ts';

export interface SendDeps {
  readonly clock: Clock;
  readonly messageSigner: MessageSigner;
  /** Reaches public addresses alone. */
  readonly outsideFetcher: PageFetcher;
}

const timeoutMs = 10_000;
/** Nothing of an answer is read but its status. */
const maxBytes = 1_024;

/** Sends a message once, signed for this moment; whatever becomes of it is told and nothing thrown, but by the caller's own signal. */
export const sendMessage =
  (deps: SendDeps) =>
  async (
    { url, secret, previous }: Pick<WebhookRecord, 'url' | 'secret' | 'previous'>,
    { id, body }: { readonly id: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<Delivery> => {
    const atMs = deps.clock.nowMs();
    const secrets = previous !== undefined && previous.until_ms > atMs ? [secret, previous.secret] : [secret];
    const signed = deps.messageSigner.sign(secrets, { id, atMs, body });
    const request = { method: 'POST', body, headers: { ...signed, 'user-agent': 'gantry-webhooks' } };
    const told = { at: new Date(atMs).toISOString(), message_id: id };
    try {
      const page = await deps.outsideFetcher.fetch(url, { maxBytes, timeoutMs, request }, signal);
      return { ...told, ...outcomeOf(page.status) };
    } catch (error) {
      signal.throwIfAborted();
      const why = isGantryError(error) ? error.message : 'It could not be reached.';
      return { ...told, is_delivered: false, status: null, why };
    }
  };

function outcomeOf(status: number): Pick<Delivery, 'is_delivered' | 'status' | 'why'> {
  if (status >= 200 && status < 300) return { is_delivered: true, status, why: 'Delivered.' };
  return { is_delivered: false, status, why: whyNot(status) };
}

function whyNot(status: number): string {
  if (status === 410) return 'It answered 410: it wants nothing more.';
  if (status >= 300 && status < 400)
    return `It answered ${status}; redirects are not followed. Give the address that it leads to.`;
  return `It answered ${status}.`;
}
