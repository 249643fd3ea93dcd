import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { RecordStore } from '../../core/ports/record-store.ts';

const never = new AbortController().signal;
const any = { condition: { kind: 'any' } } as const;
const absent = { condition: { kind: 'absent' } } as const;

const noteSchema = z.strictObject({ text: z.string(), tags: z.array(z.string()).optional() });

const newKey = () => ({ partition: `part#${randomUUID()}`, sort: 'note#1' });
const sortsOf = (records: readonly { key: { sort: string } }[]): string[] =>
  records.map((record) => record.key.sort);

/** What every record store guarantees. Expiry is judged by the real clock: stores are made with it. */
export function testRecordStore(name: string, make: () => RecordStore | Promise<RecordStore>): void {
  describe(`record store: ${name}`, () => {
    describeWrites(make);
    describeExpiry(make);
    describeLists(make);
  });
}

function describeWrites(make: () => RecordStore | Promise<RecordStore>): void {
  test('gives back what was put, under its key and revision', async () => {
    const store = await make();
    const key = newKey();
    const value = { text: 'é ☃ \u2028 "quoted" \\', tags: ['a', ''] };
    const written = await store.put(key, value, any, never);
    expect(written).not.toBe('lost');
    expect(await store.get(key, noteSchema, never)).toEqual({ key, value, ...(written as object) });
  });

  test('knows nothing of a key that was never put', async () => {
    expect(await (await make()).get(newKey(), noteSchema, never)).toBeUndefined();
  });

  test('refuses to give out a value that is not of the schema asked for', async () => {
    const store = await make();
    const key = newKey();
    await store.put(key, { text: 7 }, any, never);
    await expect(store.get(key, noteSchema, never)).rejects.toThrow();
  });

  test('writes under absent only where nothing is', async () => {
    const store = await make();
    const key = newKey();
    expect(await store.put(key, { text: 'first' }, absent, never)).not.toBe('lost');
    expect(await store.put(key, { text: 'second' }, absent, never)).toBe('lost');
    expect((await store.get(key, noteSchema, never))?.value).toEqual({ text: 'first' });
  });

  test('writes under a revision only while it stands, and every write changes it', async () => {
    const store = await make();
    const key = newKey();
    const first = await revisionOf(store, key, 'first');
    const second = await store.put(
      key,
      { text: 'second' },
      { condition: { kind: 'revision', revision: first } },
      never,
    );
    expect(second).not.toEqual({ revision: first });
    expect(
      await store.put(key, { text: 'late' }, { condition: { kind: 'revision', revision: first } }, never),
    ).toBe('lost');
    expect((await store.get(key, noteSchema, never))?.value).toEqual({ text: 'second' });
  });

  test('changes the revision even when the same value is put again', async () => {
    const store = await make();
    const key = newKey();
    expect(await revisionOf(store, key, 'same')).not.toBe(await revisionOf(store, key, 'same'));
  });

  test('never takes a revision for a record that was removed and made again', async () => {
    const store = await make();
    const key = newKey();
    const old = await revisionOf(store, key, 'old');
    expect(await store.remove(key, { kind: 'any' }, never)).toBe(true);
    expect(
      await store.put(key, { text: 'ghost' }, { condition: { kind: 'revision', revision: old } }, never),
    ).toBe('lost');
    await store.put(key, { text: 'new' }, absent, never);
    expect(
      await store.put(key, { text: 'ghost' }, { condition: { kind: 'revision', revision: old } }, never),
    ).toBe('lost');
  });

  test('lets exactly one of many writers have a revision', async () => {
    const store = await make();
    const key = newKey();
    const revision = await revisionOf(store, key, 'start');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, rival) =>
        store.put(key, { text: `rival ${rival}` }, { condition: { kind: 'revision', revision } }, never),
      ),
    );
    expect(answers.filter((answer) => answer !== 'lost')).toHaveLength(1);
  });

  test('removes once, and only at the revision asked for', async () => {
    const store = await make();
    const key = newKey();
    const old = await revisionOf(store, key, 'old');
    const current = await revisionOf(store, key, 'current');
    expect(await store.remove(key, { kind: 'revision', revision: old }, never)).toBe(false);
    expect(await store.remove(key, { kind: 'revision', revision: current }, never)).toBe(true);
    expect(await store.remove(key, { kind: 'any' }, never)).toBe(false);
    expect(await store.get(key, noteSchema, never)).toBeUndefined();
  });
}

function describeExpiry(make: () => RecordStore | Promise<RecordStore>): void {
  const past = (): number => Date.now() - 1_000;

  test('counts an expired record as absent for get, list and remove', async () => {
    const store = await make();
    const key = newKey();
    await store.put(key, { text: 'gone' }, { ...any, expiresAtMs: past() }, never);
    expect(await store.get(key, noteSchema, never)).toBeUndefined();
    expect(await store.list(key.partition, { limit: 10 }, noteSchema, never)).toEqual([]);
    expect(await store.remove(key, { kind: 'any' }, never)).toBe(false);
  });

  test('counts an expired record as absent for the conditions of a put', async () => {
    const store = await make();
    const key = newKey();
    const written = await store.put(key, { text: 'gone' }, { ...any, expiresAtMs: past() }, never);
    const revision = written === 'lost' ? '' : written.revision;
    expect(await store.put(key, { text: 'late' }, { condition: { kind: 'revision', revision } }, never)).toBe(
      'lost',
    );
    expect(await store.put(key, { text: 'new' }, absent, never)).not.toBe('lost');
    expect((await store.get(key, noteSchema, never))?.value).toEqual({ text: 'new' });
  });

  test('keeps a record until it expires, and for good when a later put names no expiry', async () => {
    const store = await make();
    const key = newKey();
    await store.put(key, { text: 'soon' }, { ...any, expiresAtMs: Date.now() + 60_000 }, never);
    expect((await store.get(key, noteSchema, never))?.value).toEqual({ text: 'soon' });
    await store.put(key, { text: 'brief' }, { ...any, expiresAtMs: past() }, never);
    await store.put(key, { text: 'lasting' }, any, never);
    expect((await store.get(key, noteSchema, never))?.value).toEqual({ text: 'lasting' });
  });
}

function describeLists(make: () => RecordStore | Promise<RecordStore>): void {
  async function filled(): Promise<{ store: RecordStore; partition: string }> {
    const store = await make();
    const { partition } = newKey();
    for (const sort of ['b#2', 'a#1', 'b#10', 'b#1', 'c', 'b%', 'B#0']) {
      await store.put({ partition, sort }, { text: sort }, any, never);
    }
    return { store, partition };
  }

  test('lists one partition in byte order of sort key, and backwards', async () => {
    const { store, partition } = await filled();
    const ascending = ['B#0', 'a#1', 'b#1', 'b#10', 'b#2', 'b%', 'c'];
    expect(sortsOf(await store.list(partition, { limit: 20 }, noteSchema, never))).toEqual(ascending);
    const descending = await store.list(partition, { limit: 20, descending: true }, noteSchema, never);
    expect(sortsOf(descending)).toEqual(ascending.toReversed());
  });

  test('lists only what starts with the prefix, letter for letter', async () => {
    const { store, partition } = await filled();
    expect(sortsOf(await store.list(partition, { prefix: 'b#', limit: 20 }, noteSchema, never))).toEqual([
      'b#1',
      'b#10',
      'b#2',
    ]);
    expect(sortsOf(await store.list(partition, { prefix: 'b%', limit: 20 }, noteSchema, never))).toEqual([
      'b%',
    ]);
  });

  test('goes on after the cursor, and before it when descending, at most limit at a time', async () => {
    const { store, partition } = await filled();
    const next = await store.list(partition, { prefix: 'b', cursor: 'b#1', limit: 2 }, noteSchema, never);
    expect(sortsOf(next)).toEqual(['b#10', 'b#2']);
    const before = { prefix: 'b', cursor: 'b#2', limit: 1, descending: true };
    expect(sortsOf(await store.list(partition, before, noteSchema, never))).toEqual(['b#10']);
  });

  test('lists records with revisions that guard a write', async () => {
    const { store, partition } = await filled();
    const [record] = await store.list(partition, { prefix: 'c', limit: 1 }, noteSchema, never);
    expect(record?.value).toEqual({ text: 'c' });
    const condition = { kind: 'revision', revision: record?.revision ?? '' } as const;
    expect(await store.put({ partition, sort: 'c' }, { text: 'changed' }, { condition }, never)).not.toBe(
      'lost',
    );
  });

  test('fills a page past expired records', async () => {
    const { store, partition } = await filled();
    await store.put(
      { partition, sort: 'a#0' },
      { text: 'gone' },
      { ...any, expiresAtMs: Date.now() - 1_000 },
      never,
    );
    expect(sortsOf(await store.list(partition, { prefix: 'a', limit: 1 }, noteSchema, never))).toEqual([
      'a#1',
    ]);
  });
}

async function revisionOf(store: RecordStore, key: ReturnType<typeof newKey>, text: string): Promise<string> {
  const written = await store.put(key, { text }, any, never);
  if (written === 'lost') throw new Error('An unconditional put was lost.');
  return written.revision;
}
