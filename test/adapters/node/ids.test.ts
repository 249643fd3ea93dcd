import { expect, test } from 'vitest';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import { idPrefixes, missionIdSchema } from '../../../core/wire/ids.ts';

test('every prefix makes an id of the wire form', () => {
  const ids = createIds({ clock: { nowMs: () => Date.now() } });
  expect(missionIdSchema.safeParse(ids.make('msn')).success).toBe(true);
  for (const prefix of idPrefixes)
    expect(ids.make(prefix)).toMatch(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`));
});

test('ids sort by the time they were made, within one millisecond and when the clock is set back', () => {
  let nowMs = 1_800_000_000_000;
  const ids = createIds({ clock: { nowMs: () => nowMs } });
  const made = Array.from({ length: 3_000 }, (_, index) => {
    if (index === 1_000) nowMs += 5;
    if (index === 2_000) nowMs -= 60_000;
    return ids.make('msn');
  });
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(3_000);
});

test('an id carries its time in the first ten characters', () => {
  const timeOf = (nowMs: number): string =>
    createIds({ clock: { nowMs: () => nowMs } })
      .make('app')
      .slice(4, 14);
  expect(timeOf(0)).toBe('0000000000');
  // The example of the ULID specification.
  expect(timeOf(1_469_918_176_385)).toBe('01aryz6s41');
});

test('tokens are 256 bits in base64url and never repeat', () => {
  const ids = createIds({ clock: { nowMs: () => 0 } });
  const tokens = Array.from({ length: 200 }, () => ids.token());
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(new Set(tokens).size).toBe(200);
});

test('digests are SHA-256 of the UTF-8 bytes in lower hexadecimal', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(nodeDigest.sha256('abc')).toBe(abc);
  expect(nodeDigest.sha256(new TextEncoder().encode('abc'))).toBe(abc);
  expect(nodeDigest.sha256('é')).toBe(nodeDigest.sha256(new Uint8Array([0xc3, 0xa9])));
});
