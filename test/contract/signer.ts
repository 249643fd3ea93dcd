import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Signer } from '../../core/ports/signer.ts';

const never = new AbortController().signal;

/** What every signer guarantees; the checks are node:crypto's and WebCrypto's, not ours. */
export function testSigner(name: string, make: () => Signer | Promise<Signer>): void {
  describe(`signer: ${name}`, () => {
    test('signs so that ECDSA P-256 over SHA-256 of the message verifies, short or long', async () => {
      const signer = await make();
      for (const message of [new Uint8Array(), Buffer.from('DSSEv1 é'), Buffer.alloc(100_000, 7)]) {
        const { signature, key } = await signer.sign(() => message, never);
        const { pem } = key;
        expect(verify('sha256', message, { key: pem, dsaEncoding: 'der' }, signature)).toBe(true);
        expect(verify('sha256', Buffer.concat([message, Buffer.of(0)]), pem, signature)).toBe(false);
      }
    });

    test('gives a P-256 public key that WebCrypto imports, with the SHA-256 of its DER as key id', async () => {
      const [key] = await (await make()).publicKeys(never);
      const { keyId = '', pem = '' } = key ?? {};
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
      expect(await signer.publicKeys(never)).toEqual(await signer.publicKeys(never));
    });

    test('signs with the first of its keys, and tells the message which', async () => {
      const signer = await make();
      const [first] = await signer.publicKeys(never);
      const told: string[] = [];
      const { key } = await signer.sign(({ keyId }) => {
        told.push(keyId);
        return Buffer.from(keyId);
      }, never);
      expect(key).toEqual(first);
      expect(told).toEqual([first?.keyId]);
    });
  });
}
