import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { ChannelDelivery, PlatformReply } from '../../core/ports/channel.ts';
import { callTelegram } from './ask-telegram.ts';
import { secretHeader, type TelegramChannelConfig } from './channel.ts';

/** How long Telegram keeps a request open in which nothing comes, in seconds, and how long that may take to arrive. */
const openSeconds = 25;
const openMs = (openSeconds + 10) * 1_000;
/** After a failure; where Telegram delivers to a webhook instead, nothing will come for long. */
const pauseMs = 5_000;

const updatesSchema = z.union([
  z.object({ ok: z.literal(true), result: z.array(z.object({ update_id: z.number().int() }).loose()) }),
  z.object({ ok: z.literal(false), error_code: z.number().int(), description: z.string() }),
]);

export interface TakesDeliveries {
  readonly take: (delivery: ChannelDelivery, signal: AbortSignal) => Promise<PlatformReply>;
  /** Hears of each failure in words; polling goes on. */
  readonly onTrouble: (trouble: string) => void;
}

/**
 * Asks Telegram for updates until `signal` aborts, for a machine that no webhook reaches. An update is asked for again until it was taken, so
 * none is lost however this process ends.
 */
export async function pollUpdates(
  config: Omit<TelegramChannelConfig, 'clock'>,
  takes: TakesDeliveries,
  signal: AbortSignal,
): Promise<void> {
  let offset = 0;
  const takeNext = async (): Promise<void> => {
    for (const update of await nextUpdates(config, offset, signal)) {
      await takeOne(config, { update, takes }, signal);
      offset = update.update_id + 1;
    }
  };
  while (!signal.aborted) await takeNext().catch((error: unknown) => rest(error, takes, signal));
}

/** After a failure, which is told unless it is the end. */
async function rest(error: unknown, { onTrouble }: TakesDeliveries, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  onTrouble(error instanceof Error ? error.message : String(error));
  await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
}

async function nextUpdates(
  config: Omit<TelegramChannelConfig, 'clock'>,
  offset: number,
  signal: AbortSignal,
) {
  const wanted = { offset, timeout: openSeconds, allowed_updates: ['message', 'callback_query'] };
  const answer = updatesSchema.parse(
    await callTelegram(config, 'getUpdates', wanted, { signal, timeoutMs: openMs }),
  );
  if (answer.ok) return answer.result;
  throw new Error(`Telegram gives no updates: ${answer.description}`);
}

/** What Telegram would read in the answer to its delivery is asked of it in words of its own. */
async function takeOne(
  config: Omit<TelegramChannelConfig, 'clock'>,
  { update, takes }: { readonly update: unknown; readonly takes: TakesDeliveries },
  signal: AbortSignal,
): Promise<void> {
  const body = Buffer.from(JSON.stringify(update));
  const header = (name: string) => (name === secretHeader ? config.secret : undefined);
  const reply = await takes.take({ body, header }, signal);
  if (reply === null) return;
  const { method, ...fields } = reply;
  await callTelegram(config, String(method), fields, { signal, timeoutMs: 10_000 });
}
