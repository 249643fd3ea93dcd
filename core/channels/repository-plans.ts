import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { RecordKey, RecordStore } from '../ports/record-store.ts';
import type { Said } from '../wire/channel.ts';
import { type PlanId, planIdSchema } from '../wire/ids.ts';
import type { Answer } from './channel-records.ts';
import { placeName } from './channel-records.ts';
import { readCommand } from './read-command.ts';

const shownPlanSchema = z.strictObject({ plan_id: planIdSchema, message_id: z.string() });

/** A plan that nobody said yes to for so long is to be shown again. */
const shownMs = 30 * 86_400_000;

const keyOf = ({ place, person }: Pick<Said, 'place' | 'person'>): RecordKey => ({
  partition: 'channel-plans',
  sort: `${placeName(place)}#${person}`,
});

/** Remembers the plan that a person was shown, and in which message, so that a bare yes after it means it: once, and not after they began anew. */
export const noteShownPlan =
  ({ records, clock }: { readonly records: RecordStore; readonly clock: Clock }) =>
  async (said: Said, { post, mission_id }: Answer, messageId: string, signal: AbortSignal): Promise<void> => {
    if (said.repository === undefined) return;
    const build = post.buttons.find((button) => button.kind === 'build');
    if (build !== undefined) {
      const shown = { plan_id: build.plan_id, message_id: messageId };
      const options = { condition: { kind: 'any' }, expiresAtMs: clock.nowMs() + shownMs } as const;
      await records.put(keyOf(said), shown, options, signal);
    } else if (mission_id !== null || beginsAnew(said.act))
      await records.remove(keyOf(said), { kind: 'any' }, signal);
  };

function beginsAnew(act: Said['act']): boolean {
  const kind = act.kind === 'text' ? readCommand(act.text)?.kind : undefined;
  return kind === 'new' || kind === 'unlink';
}

/** The plan that a person means by a yes in a message of this number; undefined where they were shown none, or only after they had said it. */
export const agreedPlan =
  ({ records }: { readonly records: RecordStore }) =>
  async (said: Said, messageId: string, signal: AbortSignal): Promise<PlanId | undefined> => {
    const shown = (await records.get(keyOf(said), shownPlanSchema, signal))?.value;
    if (shown === undefined || BigInt(messageId) < BigInt(shown.message_id)) return undefined;
    return shown.plan_id;
  };
