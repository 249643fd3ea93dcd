import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';

/** One thing that a mission paid for; `spent_micro_usd` is null until it is known, and stays so when whoever held it died. */
export const spendRecordSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['call', 'pod']),
  /** The stage that it was for, such as `draft-app`. */
  step: z.string(),
  model_id: z.string().nullable(),
  accounts: z.array(z.string()),
  held_micro_usd: z.number().int().nonnegative(),
  spent_micro_usd: z.number().int().nonnegative().nullable(),
  input_tokens: z.number().int().nonnegative(),
  output_tokens: z.number().int().nonnegative(),
  at_ms: z.number(),
  ended_at_ms: z.number().nullable(),
});
export type SpendRecord = z.infer<typeof spendRecordSchema>;

interface Deps {
  readonly records: RecordStore;
}

const keptMs = 90 * 24 * 60 * 60 * 1_000;
const maxSpends = 500;
const partitionOf = (missionId: MissionId): string => `spends#${missionId}`;

/** Writes a record; the last writer wins, since only who holds an id writes it. */
export const saveSpend =
  (deps: Deps & { readonly clock: Clock }) =>
  async (missionId: MissionId, spend: SpendRecord, signal: AbortSignal): Promise<void> => {
    const key = { partition: partitionOf(missionId), sort: spend.id };
    const options = { condition: { kind: 'any' }, expiresAtMs: deps.clock.nowMs() + keptMs } as const;
    await deps.records.put(key, spend, options, signal);
  };

export const findSpend =
  (deps: Deps) =>
  async (missionId: MissionId, id: string, signal: AbortSignal): Promise<SpendRecord | undefined> =>
    (await deps.records.get({ partition: partitionOf(missionId), sort: id }, spendRecordSchema, signal))
      ?.value;

/** Everything that a mission paid for, in the order of its making. */
export const listSpends =
  (deps: Deps) =>
  async (missionId: MissionId, signal: AbortSignal): Promise<readonly SpendRecord[]> => {
    const range = { limit: maxSpends };
    const found = await deps.records.list(partitionOf(missionId), range, spendRecordSchema, signal);
    return found.map(({ value }) => value).toSorted((left, right) => left.at_ms - right.at_ms);
  };
