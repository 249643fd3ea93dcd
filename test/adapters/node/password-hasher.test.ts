import { expect, test } from 'vitest';
import { passwordHasher } from '../../../adapters/node/password-hasher.ts';

test('hashes are argon2id PHC strings with their parameters, salted each time', async () => {
  const [one, other] = [
    await passwordHasher.hash('correct horse'),
    await passwordHasher.hash('correct horse'),
  ];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(other);
});

test('verifies the password that was hashed and no other', async () => {
  const hash = await passwordHasher.hash('pässword ☃');
  expect(await passwordHasher.verify('pässword ☃', hash)).toBe(true);
  expect(await passwordHasher.verify('passw0rd', hash)).toBe(false);
  expect(await passwordHasher.verify('', hash)).toBe(false);
});

test('works as long for a user who does not exist, and always says no', async () => {
  const hash = await passwordHasher.hash('correct horse');
  const timeMs = async (against: string): Promise<number> => {
    const startMs = performance.now();
    expect(await passwordHasher.verify('wrong', against)).toBe(false);
    return performance.now() - startMs;
  };
  const times: { realMs: number; unknownMs: number }[] = [];
  // In turns, so that a busy machine slows both alike.
  for (let round = 0; round < 6; round++)
    times.push({ realMs: await timeMs(hash), unknownMs: await timeMs('') });
  const realMs = Math.min(...times.map((time) => time.realMs));
  const unknownMs = Math.min(...times.map((time) => time.unknownMs));
  expect(unknownMs).toBeGreaterThan(realMs / 2);
  expect(unknownMs).toBeLessThan(realMs * 2);
});
