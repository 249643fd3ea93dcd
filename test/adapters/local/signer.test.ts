import { verify } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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
  const first = await createSigner({ home }).publicKeys(never);
  expect(await createSigner({ home }).publicKeys(never)).toEqual(first);
});

test('two that start at once agree on one key and leave nothing else behind', async () => {
  const home = temporaryHome();
  const keys = await Promise.all([1, 2, 3, 4].map(() => createSigner({ home }).publicKeys(never)));
  expect(new Set(keys.flat().map((key) => key.keyId)).size).toBe(1);
  expect(readdirSync(join(home, 'keys'))).toEqual(['evidence.pem']);
});

test.skipIf(process.platform === 'win32')(
  'the key file is for its owner alone, again so after somebody widened it',
  async () => {
    const home = temporaryHome();
    const path = join(home, 'keys/evidence.pem');
    await createSigner({ home }).publicKeys(never);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    await createSigner({ home }).publicKeys(never);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  },
);

test('a rotation counts at once in every process, keeps the old public key and destroys its private half', async () => {
  const home = temporaryHome();
  const running = createSigner({ home });
  const message = Buffer.from('before');
  const before = await running.sign(() => message, never);
  const made = await createSigner({ home }).rotate();
  const after = await running.sign(() => message, never);
  expect(after.key).toEqual(made);
  expect(after.key.keyId).not.toBe(before.key.keyId);
  expect(await running.publicKeys(never)).toEqual([made, before.key]);
  expect(verify('sha256', message, before.key.pem, before.signature)).toBe(true);
  expect(readdirSync(join(home, 'keys')).toSorted()).toEqual(['evidence-2.pem', 'evidence.pub.pem']);
  await running.rotate();
  expect(await running.publicKeys(never)).toHaveLength(3);
});

test('signatures during rotations are each by a key that is published', async () => {
  const home = temporaryHome();
  const signer = createSigner({ home });
  const message = Buffer.from('busy');
  const [signed] = await Promise.all([
    Promise.all(Array.from({ length: 20 }, () => signer.sign(() => message, never))),
    createSigner({ home }).rotate(),
    createSigner({ home }).rotate(),
  ]);
  const published = new Set((await signer.publicKeys(never)).map(({ keyId }) => keyId));
  for (const { signature, key } of signed) {
    expect(published).toContain(key.keyId);
    expect(verify('sha256', message, key.pem, signature)).toBe(true);
  }
});

test('a rotation that was cut short is finished by the next one', async () => {
  const home = temporaryHome();
  const signer = createSigner({ home });
  const [first] = await signer.publicKeys(never);
  const folder = join(home, 'keys');
  writeFileSync(join(folder, 'evidence-2.pem'), readFileSync(join(folder, 'evidence.pem')));
  await signer.rotate();
  expect(readdirSync(folder).toSorted()).toEqual([
    'evidence-2.pub.pem',
    'evidence-3.pem',
    'evidence.pub.pem',
  ]);
  expect((await signer.publicKeys(never)).at(-1)).toEqual(first);
});
