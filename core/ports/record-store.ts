import type * as z from 'zod';

/** Where a record stands: a partition and a sort key within it. */
export interface RecordKey {
  readonly partition: string;
  readonly sort: string;
}

/** A stored record; `revision` changes with every write and guards the next one. */
export interface StoredRecord<T> {
  readonly key: RecordKey;
  readonly value: T;
  readonly revision: string;
}

/** What must be true for a write to happen: nothing there, that revision there, or anything. */
export type WriteCondition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'revision'; readonly revision: string }
  | { readonly kind: 'any' };

export interface ListRange {
  /** Only sort keys that start with this. */
  readonly prefix?: string;
  /** Exclusive: continue after (or, in descending order, before) this sort key. */
  readonly cursor?: string;
  readonly limit: number;
  readonly descending?: boolean;
}

/** Small mutable records, each write a single conditional item. DynamoDB `access` on AWS, node:sqlite locally. */
export interface RecordStore {
  get<T>(key: RecordKey, schema: z.ZodType<T>, signal: AbortSignal): Promise<StoredRecord<T> | undefined>;
  /** Answers the new revision, or `lost` when the condition did not hold. An expired record counts as absent. */
  put(
    key: RecordKey,
    value: unknown,
    options: { readonly condition: WriteCondition; readonly expiresAtMs?: number },
    signal: AbortSignal,
  ): Promise<{ readonly revision: string } | 'lost'>;
  /** Removes the record if the condition holds (`absent` is no condition here); answers whether it was there to remove. */
  remove(
    key: RecordKey,
    condition: Exclude<WriteCondition, { kind: 'absent' }>,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Records of one partition in order of sort key; expired ones left out. */
  list<T>(
    partition: string,
    range: ListRange,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<StoredRecord<T>[]>;
}
