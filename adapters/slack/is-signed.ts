import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelDelivery } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** How far the time of a request may be from ours. */
const maxSkewSeconds = 300;

/** Whether Slack signed these very bytes within the last five minutes. */
export function isSigned(
  { body, header }: ChannelDelivery,
  { signingSecret, clock }: { readonly signingSecret: string; readonly clock: Clock },
): boolean {
  const time = header('x-slack-request-timestamp') ?? '';
  if (!/^\d{1,12}$/.test(time)) return false;
  if (Math.abs(clock.nowMs() / 1_000 - Number(time)) > maxSkewSeconds) return false;
  const mac = createHmac('sha256', signingSecret).update(`v0:${time}:`).update(body).digest('hex');
  const expected = Buffer.from(`v0=${mac}`);
  const given = Buffer.from(header('x-slack-signature') ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
