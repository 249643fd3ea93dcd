import { expect, test } from 'vitest';
import { passwordHasher } from '../../../adapters/local/password-hasher.ts';

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
  const fastestMs = async (against: string): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const startMs = performance.now();
      expect(await passwordHasher.verify('wrong', against)).toBe(false);
      times.push(performance.now() - startMs);
    }
    return Math.min(...times);
  };
  const [realMs, unknownMs] = [await fastestMs(hash), await fastestMs('')];
  expect(unknownMs).toBeGreaterThan(realMs / 2);
  expect(unknownMs).toBeLessThan(realMs * 2);
});
