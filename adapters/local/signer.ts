import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto';
import type { PublicKey, Signer } from '../../core/ports/signer.ts';
import { openKeyFolder } from './signer/key-folder.ts';

/** A signer that can also take a new key. */
export interface LocalSigner extends Signer {
  /** Makes a new key, which signs from now on in every process of this home, and destroys the private half of the one before. */
  rotate(): Promise<PublicKey>;
}

/**
 * Signs with the newest P-256 key in `<home>/keys`, the first of which is made at first use. Keys are looked for at each signature, so that
 * a rotation by another process counts at once.
 */
export function createSigner({ home }: { readonly home: string }): LocalSigner {
  const folder = openKeyFolder(home);
  return {
    async sign(messageFor, signal) {
      signal.throwIfAborted();
      const privateKey = createPrivateKey(await folder.signingPem());
      const key = describeKey(createPublicKey(privateKey));
      return { signature: new Uint8Array(sign('sha256', messageFor(key), privateKey)), key };
    },
    async publicKeys(signal) {
      signal.throwIfAborted();
      // So that the very first question has an answer too.
      await folder.signingPem();
      return (await folder.allPems()).map((pem) => describeKey(createPublicKey(pem)));
    },
    async rotate() {
      return describeKey(createPublicKey(await folder.rotate()));
    },
  };
}

function describeKey(publicKey: KeyObject): PublicKey {
  return {
    keyId: hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'hex'),
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
