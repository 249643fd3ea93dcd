import * as z from 'zod';
import { Conflict } from '../../../core/errors.ts';
import type { RecordStore, StoredRecord } from '../../../core/ports/record-store.ts';

const pullSchema = z.strictObject({
  number: z.number().int().positive(),
  mission_id: z.string(),
  branch: z.string(),
  title: z.string(),
  body: z.string(),
  is_draft: z.boolean(),
  state: z.enum(['open', 'merged', 'closed']),
  head_sha: z.string(),
  merge_sha: z.string().nullable(),
  created_at_ms: z.number(),
});
/** A pull request as it is stored. */
export type PullRecord = z.infer<typeof pullSchema>;
export type StoredPull = StoredRecord<PullRecord>;

const keyOf = (fullName: string, number: number) => ({
  partition: `code-host#pulls#${fullName}`,
  sort: String(number).padStart(8, '0'),
});

/** The pull request of that number. */
export function findPull(
  records: RecordStore,
  fullName: string,
  number: number,
  signal: AbortSignal,
): Promise<StoredPull | undefined> {
  return records.get(keyOf(fullName, number), pullSchema, signal);
}

/** All pull requests of a repository, the newest first. */
export async function listPulls(
  records: RecordStore,
  fullName: string,
  signal: AbortSignal,
): Promise<PullRecord[]> {
  const pulls: PullRecord[] = [];
  const { partition } = keyOf(fullName, 0);
  const pageSize = 200;
  for (let cursor: string | undefined; ; ) {
    const range = { limit: pageSize, descending: true, ...(cursor && { cursor }) };
    const page = await records.list(partition, range, pullSchema, signal);
    pulls.push(...page.map((record) => record.value));
    cursor = page.at(-1)?.key.sort;
    if (page.length < pageSize) return pulls;
  }
}

/** Stores a pull request under the next number; callers take turns, so that no number is wanted twice. */
export async function addPull(
  records: RecordStore,
  fullName: string,
  pull: Omit<PullRecord, 'number'>,
  signal: AbortSignal,
): Promise<PullRecord> {
  const [newest] = await records.list(
    keyOf(fullName, 0).partition,
    { limit: 1, descending: true },
    pullSchema,
    signal,
  );
  const numbered = { ...pull, number: (newest?.value.number ?? 0) + 1 };
  const written = await records.put(
    keyOf(fullName, numbered.number),
    numbered,
    { condition: { kind: 'absent' } },
    signal,
  );
  if (written === 'lost') throw moved();
  return numbered;
}

/** Replaces a pull request that has not changed since it was read. */
export async function replacePull(
  records: RecordStore,
  stored: StoredPull,
  value: PullRecord,
  signal: AbortSignal,
): Promise<void> {
  const condition = { kind: 'revision', revision: stored.revision } as const;
  if ((await records.put(stored.key, value, { condition }, signal)) === 'lost') throw moved();
}

const moved = (): Conflict =>
  new Conflict('pull_request_moved', 'The pull request has changed. Look at it again.');
