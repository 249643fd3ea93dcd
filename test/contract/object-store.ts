import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../core/ports/object-store.ts';

const never = new AbortController().signal;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && new TextDecoder().decode(bytes);
const newFolder = (): string => `test-${randomUUID()}`;

/** What every object store guarantees. Keys are made up afresh, so that one bucket may serve all tests. */
export function testObjectStore(name: string, make: () => ObjectStore | Promise<ObjectStore>): void {
  describe(`object store: ${name}`, () => {
    describeBytes(make);
    describeKeys(make);
  });
}

function describeBytes(make: () => ObjectStore | Promise<ObjectStore>): void {
  test('gives back the very bytes', async () => {
    const store = await make();
    const key = `${newFolder()}/in/bundle`;
    const bytes = new Uint8Array(randomBytes(300_000));
    expect(await store.put(key, bytes, {}, never)).toBe('stored');
    const read = await store.get(key, never);
    expect(read && Buffer.from(read).equals(bytes)).toBe(true);
  });

  test('keeps an empty object apart from a missing one', async () => {
    const store = await make();
    const folder = newFolder();
    await store.put(`${folder}/empty`, new Uint8Array(), {}, never);
    expect((await store.get(`${folder}/empty`, never))?.byteLength).toBe(0);
    expect(await store.get(`${folder}/missing`, never)).toBeUndefined();
    expect(await store.get(`${folder}/empty/below`, never)).toBeUndefined();
    expect(await store.get(folder, never)).toBeUndefined();
  });

  test('replaces an object, but leaves it alone with ifAbsent', async () => {
    const store = await make();
    const key = `${newFolder()}/report.json`;
    expect(await store.put(key, bytesOf('first'), { ifAbsent: true }, never)).toBe('stored');
    expect(await store.put(key, bytesOf('second'), { ifAbsent: true }, never)).toBe('exists');
    expect(textOf(await store.get(key, never))).toBe('first');
    expect(await store.put(key, bytesOf('third'), {}, never)).toBe('stored');
    expect(textOf(await store.get(key, never))).toBe('third');
  });

  test('lets exactly one of many writers be first, and its bytes stay whole', async () => {
    const store = await make();
    const key = `${newFolder()}/report.json`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, rival) =>
        store.put(key, bytesOf(String(rival).repeat(5_000)), { ifAbsent: true }, never),
      ),
    );
    const winner = answers.indexOf('stored');
    expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);
    expect(textOf(await store.get(key, never))).toBe(String(winner).repeat(5_000));
  });

  test('shows a reader the old bytes or the new ones, never a mixture', async () => {
    const store = await make();
    const key = `${newFolder()}/log`;
    await store.put(key, bytesOf('a'.repeat(200_000)), {}, never);
    const reads = Array.from({ length: 20 }, () => store.get(key, never));
    const write = store.put(key, bytesOf('b'.repeat(200_000)), {}, never);
    for (const bytes of await Promise.all(reads)) expect(textOf(bytes)).toMatch(/^(a{200000}|b{200000})$/);
    await write;
  });

  test('stores nothing for a caller that has given up', async () => {
    const store = await make();
    const key = `${newFolder()}/late`;
    await expect(store.put(key, bytesOf('late'), {}, AbortSignal.abort())).rejects.toThrow();
    expect(await store.get(key, never)).toBeUndefined();
  });
}

function describeKeys(make: () => ObjectStore | Promise<ObjectStore>): void {
  test('lists the keys under a prefix, deep ones too, in byte order', async () => {
    const store = await make();
    const folder = newFolder();
    for (const key of ['b/2', 'b/10', 'b.txt', 'a', 'b/deep/er/é', 'B'])
      await store.put(`${folder}/${key}`, bytesOf(key), {}, never);
    expect(await store.list(`${folder}/`, never)).toEqual(
      ['B', 'a', 'b.txt', 'b/10', 'b/2', 'b/deep/er/é'].map((key) => `${folder}/${key}`),
    );
  });

  test('takes a prefix as text: it need not end at a slash', async () => {
    const store = await make();
    const folder = newFolder();
    for (const key of ['log-1', 'log-2', 'logs/3', 'other'])
      await store.put(`${folder}/${key}`, bytesOf(key), {}, never);
    expect(await store.list(`${folder}/log-`, never)).toEqual([`${folder}/log-1`, `${folder}/log-2`]);
    expect(await store.list(`${folder}/nothing/`, never)).toEqual([]);
  });

  test.each([
    '../escape',
    'a/../../escape',
    '/absolute',
    'a//b',
    'a/',
    '',
    '.',
    'a/./b',
    'nul\0byte',
    'back\\slash',
    'x'.repeat(300),
  ])('refuses the key %j everywhere', async (key) => {
    const store = await make();
    const refusal = { name: 'InputRejected', code: 'bad_object_key' };
    await expect(store.put(key, bytesOf('x'), {}, never)).rejects.toMatchObject(refusal);
    await expect(store.get(key, never)).rejects.toMatchObject(refusal);
  });
}
