import * as z from 'zod';
import { Unauthenticated } from '../errors.ts';
import type { Channel, ChannelDelivery, PlatformReply } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { QueuedSaid } from './channel-records.ts';
import { queuedSaidKey, seenDeliveryKey } from './channel-records.ts';

/** Longer than a platform goes on sending a delivery that was not taken. */
const seenMs = 3 * 86_400_000;
const keptMs = 7 * 86_400_000;

export interface TakenDelivery {
  readonly isNew: boolean;
  readonly reply: PlatformReply;
}

/** Takes what a platform delivers into the queue, each delivery once, and tells what the platform is answered and whether something waits for an answer of ours; nothing is worked on here. */
export const takeDelivery =
  ({ records, clock }: { readonly records: RecordStore; readonly clock: Clock }) =>
  async (channel: Channel, delivery: ChannelDelivery, signal: AbortSignal): Promise<TakenDelivery> => {
    const read = channel.read(delivery);
    if (read.kind === 'forged')
      throw new Unauthenticated(
        'delivery_forged',
        'This delivery does not carry the secret that this installation shares with the platform.',
      );
    if (read.kind === 'asked') return { isNew: false, reply: read.reply };
    if (read.kind === 'other') return { isNew: false, reply: null };
    const { said, reply } = read;
    const seen = seenDeliveryKey(said);
    if ((await records.get(seen, z.strictObject({}), signal)) !== undefined) return { isNew: false, reply };
    const absent = { kind: 'absent' } as const;
    const nowMs = clock.nowMs();
    const queued: QueuedSaid = { said, answer: null };
    // Queued before it counts as seen, so that none is lost however this ends: the platform sends it again then.
    const put = { condition: absent, expiresAtMs: nowMs + keptMs };
    await records.put(queuedSaidKey(said), queued, put, signal);
    await records.put(seen, {}, { condition: absent, expiresAtMs: nowMs + seenMs }, signal);
    return { isNew: true, reply };
  };
