import * as argon2 from 'argon2';
import { expect, test, vi } from 'vitest';
import { passwordHasher } from '../../../adapters/node/password-hasher.ts';

// The real thing; only what it is called with is written down.
vi.mock('argon2', async (load) => {
  const real = await load<typeof argon2>();
  return { ...real, verify: vi.fn(real.verify) };
});

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

test('works as hard for a user who does not exist, and always says no', async () => {
  const hash = await passwordHasher.hash('correct horse');
  for (const against of [hash, null, '', 'plain']) {
    vi.mocked(argon2.verify).mockClear();
    expect(await passwordHasher.verify('wrong', against)).toBe(false);
    expect(argon2.verify).toHaveBeenCalledTimes(1);
    const compared = vi.mocked(argon2.verify).mock.calls[0]?.[0] ?? '';
    expect(workOf(compared)).toEqual(workOf(hash));
  }
  for (const password of ['', 'A', '\0']) expect(await passwordHasher.verify(password, null)).toBe(false);
});

/** What verifying against a hash costs: its algorithm, its parameters, and how long salt and hash are. */
function workOf(hash: string) {
  const [, algorithm, version, parameters = '', salt = '', digest = ''] = hash.split('$');
  const sizes = [salt, digest].map((text) => Buffer.from(text, 'base64').length);
  return { algorithm, version, parameters: parameters.split(',').toSorted(), sizes };
}
