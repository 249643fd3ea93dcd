import { randomBytes } from 'node:crypto';
import type { Clock } from '../../core/ports/clock.ts';
import type { Ids } from '../../core/ports/ids.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const idLength = 26;
const randomBits = 80n;

/** Ids after ULID: 48 bits of time, 80 of randomness; strictly ascending within one factory, also when the clock is set back. */
export function createIds({ clock }: { readonly clock: Clock }): Ids {
  let last = -1n;
  return {
    make(prefix) {
      const fresh = (BigInt(clock.nowMs()) << randomBits) | BigInt(`0x${randomBytes(10).toString('hex')}`);
      last = fresh > last ? fresh : last + 1n;
      return `${prefix}_${base32(last)}`;
    },
    token: () => randomBytes(32).toString('base64url'),
  };
}

function base32(value: bigint): string {
  const digits: string[] = [];
  for (let rest = value; digits.length < idLength; rest >>= 5n)
    digits.push(alphabet[Number(rest & 31n)] ?? '');
  return digits.reverse().join('');
}
