import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import { chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signer } from '../../core/ports/signer.ts';

/** Signs with the P-256 key in `<home>/keys/evidence.pem`, which is made at first use and never replaced. */
export function createSigner({ home }: { readonly home: string }): Signer {
  let loading: Promise<KeyObject> | undefined;
  const key = (): Promise<KeyObject> => {
    loading ??= loadKey(join(home, 'keys')).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  return {
    async sign(message, signal) {
      signal.throwIfAborted();
      return new Uint8Array(sign('sha256', message, await key()));
    },
    async publicKey(signal) {
      signal.throwIfAborted();
      const publicKey = createPublicKey(await key());
      return {
        keyId: hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'hex'),
        pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      };
    },
  };
}

async function loadKey(folder: string): Promise<KeyObject> {
  const path = join(folder, 'evidence.pem');
  const found = await readFile(path).catch(undefinedWhenMissing);
  if (found === undefined) await makeKey(folder, path);
  // A copied home may have come with wider rights than the key was made with.
  await chmod(path, 0o600);
  return createPrivateKey(found ?? (await readFile(path)));
}

/** Two processes may start at once: the link lets one key win, and both read that one. */
async function makeKey(folder: string, path: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${randomUUID()}.tmp`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  try {
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await unlink(temporary);
  }
}

function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
