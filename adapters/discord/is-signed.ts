import { Buffer } from 'node:buffer';
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { InputRejected } from '../../core/errors.ts';
import type { ChannelDelivery } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** Discord names no window. It waits 3 s for an answer and delivers nothing twice, so this is room for clocks that differ. */
const windowSeconds = 300;

/** Reads an application's public key, 64 hexadecimal digits as the developer portal shows them. */
export function readPublicKey(hex: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(hex))
    throw new InputRejected(
      'discord_public_key',
      'DISCORD_PUBLIC_KEY has 64 hexadecimal digits. Copy it from General Information in Discord’s developer portal.',
    );
  const x = Buffer.from(hex, 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** Whether Discord signed this delivery, and did so now: the time it was sent at is signed with it. */
export function isSigned(key: KeyObject, { body, header }: ChannelDelivery, clock: Clock): boolean {
  const signature = header('x-signature-ed25519') ?? '';
  const timestamp = header('x-signature-timestamp') ?? '';
  if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(clock.nowMs() / 1_000 - Number(timestamp)) > windowSeconds) return false;
  return verify(null, Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'hex'));
}
