import { isGantryError } from '../errors.ts';
import { retryAfterMs } from '../limit/retry-after.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageSigner } from '../ports/message-signer.ts';
import type { FetchedPage, PageFetcher } from '../ports/page-fetcher.ts';
import type { Delivery } from '../wire/webhook.ts';
import { pauseMs } from './retry-delay.ts';
import type { WebhookRecord } from './webhook-records.ts';

export interface SendDeps {
  readonly clock: Clock;
  readonly messageSigner: MessageSigner;
  /** Reaches public addresses alone. */
  readonly outsideFetcher: PageFetcher;
}

const timeoutMs = 10_000;
/** Nothing of an answer is read but its status, and when to come again. */
const maxBytes = 1_024;

/** How a message fared, and how long its receiver asks to be left alone; 0 where it does not. */
export interface Sent {
  readonly delivery: Delivery;
  readonly pauseMs: number;
}

/** Sends a message once, signed for this moment; whatever becomes of it is told and nothing thrown, but by the caller's own signal. */
export const sendMessage =
  (deps: SendDeps) =>
  async (
    { url, secret, previous }: Pick<WebhookRecord, 'url' | 'secret' | 'previous'>,
    { id, body }: { readonly id: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<Sent> => {
    const atMs = deps.clock.nowMs();
    const secrets = previous !== undefined && previous.until_ms > atMs ? [secret, previous.secret] : [secret];
    const signed = deps.messageSigner.sign(secrets, { id, atMs, body });
    const request = { method: 'POST', body, headers: { ...signed, 'user-agent': 'gantry-webhooks' } };
    const told = { at: new Date(atMs).toISOString(), message_id: id };
    try {
      const page = await deps.outsideFetcher.fetch(url, { maxBytes, timeoutMs, request }, signal);
      const wantedMs = pauseWanted(page, deps.clock.nowMs());
      return { delivery: { ...told, ...outcomeOf(page.status, wantedMs) }, pauseMs: wantedMs };
    } catch (error) {
      signal.throwIfAborted();
      const why = isGantryError(error) ? error.message : 'It could not be reached.';
      return { delivery: { ...told, is_delivered: false, status: null, why }, pauseMs: 0 };
    }
  };

const hasArrived = (status: number): boolean => status >= 200 && status < 300;

function pauseWanted({ status, retryAfter }: FetchedPage, nowMs: number): number {
  if (retryAfter === undefined || hasArrived(status)) return 0;
  return pauseMs(retryAfterMs(retryAfter, nowMs) ?? 0);
}

function outcomeOf(status: number, wantedMs: number): Pick<Delivery, 'is_delivered' | 'status' | 'why'> {
  if (hasArrived(status)) return { is_delivered: true, status, why: 'Delivered.' };
  return { is_delivered: false, status, why: whyNot(status, wantedMs) };
}

function whyNot(status: number, wantedMs: number): string {
  if (status === 410) return 'It answered 410: it wants nothing more.';
  if (status >= 300 && status < 400)
    return `It answered ${status}; redirects are not followed. Give the address that it leads to.`;
  if (wantedMs > 0)
    return `It answered ${status}, and is left alone for ${Math.ceil(wantedMs / 1_000)} s as it asks.`;
  return `It answered ${status}.`;
}
