import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Signer } from '../../core/ports/signer.ts';

const never = new AbortController().signal;

/** What every signer guarantees; the checks are node:crypto's and WebCrypto's, not ours. */
export function testSigner(name: string, make: () => Signer | Promise<Signer>): void {
  describe(`signer: ${name}`, () => {
    test('signs so that ECDSA P-256 over SHA-256 of the message verifies, short or long', async () => {
      const signer = await make();
      const { pem } = await signer.publicKey(never);
      for (const message of [new Uint8Array(), Buffer.from('DSSEv1 é'), Buffer.alloc(100_000, 7)]) {
        const signature = await signer.sign(message, never);
        expect(verify('sha256', message, { key: pem, dsaEncoding: 'der' }, signature)).toBe(true);
        expect(verify('sha256', Buffer.concat([message, Buffer.of(0)]), pem, signature)).toBe(false);
      }
    });

    test('gives a P-256 public key that WebCrypto imports, with the SHA-256 of its DER as key id', async () => {
      const { keyId, pem } = await (await make()).publicKey(never);
      expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n[\s\S]+\n-----END PUBLIC KEY-----\n$/);
      const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
      expect(keyId).toBe(createHash('sha256').update(der).digest('hex'));
      const parameters = { name: 'ECDSA', namedCurve: 'P-256' };
      const imported = await crypto.subtle.importKey('spki', new Uint8Array(der), parameters, true, [
        'verify',
      ]);
      expect(imported.algorithm).toMatchObject(parameters);
    });

    test('keeps the same key from one use to the next', async () => {
      const signer = await make();
      expect(await signer.publicKey(never)).toEqual(await signer.publicKey(never));
    });
  });
}
