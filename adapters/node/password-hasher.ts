import * as argon2 from 'argon2';
import type { PasswordHasher } from '../../core/ports/password-hasher.ts';

/** OWASP's smallest recommended setting: about 30 ms and 19 MiB a hash. */
const parameters = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Nobody's hash, with the parameters of everybody's: verifying against it costs what a real one costs. */
const decoy = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** argon2id on libuv's threads: it does not hold up the event loop. */
export const passwordHasher: PasswordHasher = {
  hash: (password) => argon2.hash(password, parameters),
  async verify(password, hash) {
    const isReal = hash?.startsWith('$argon2id$') ?? false;
    const matches = await argon2.verify(hash !== null && isReal ? hash : decoy, password);
    return isReal && matches;
  },
};
