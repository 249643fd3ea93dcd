import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSigner } from '../../../adapters/local/signer.ts';
import { testSigner } from '../../contract/signer.ts';
import { temporaryHome } from './temporary-home.ts';

const never = new AbortController().signal;
const shared = temporaryHome();

testSigner('local', () => createSigner({ home: shared }));

test('the key outlives the process', async () => {
  const home = temporaryHome();
  const first = await createSigner({ home }).publicKey(never);
  expect(await createSigner({ home }).publicKey(never)).toEqual(first);
});

test('two that start at once agree on one key and leave nothing else behind', async () => {
  const home = temporaryHome();
  const keys = await Promise.all([1, 2, 3, 4].map(() => createSigner({ home }).publicKey(never)));
  expect(new Set(keys.map((key) => key.keyId)).size).toBe(1);
  expect(readdirSync(join(home, 'keys'))).toEqual(['evidence.pem']);
});

test.skipIf(process.platform === 'win32')(
  'the key file is for its owner alone, again so after somebody widened it',
  async () => {
    const home = temporaryHome();
    const path = join(home, 'keys/evidence.pem');
    await createSigner({ home }).publicKey(never);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    await createSigner({ home }).publicKey(never);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  },
);
