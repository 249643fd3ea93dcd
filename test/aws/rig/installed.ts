import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, vi } from 'vitest';
import { dynamoRecordStore } from '../../../adapters/aws/record-store.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import { passwordHasher } from '../../../adapters/node/password-hasher.ts';
import { addUser } from '../../../core/access/users.ts';
import { useTestIdentity } from '../../adapters/aws/emulator.ts';
import { adminPassword } from '../../e2e/rig/admin-password.ts';
import type { Product, ProductSetting } from '../../e2e/rig/product.ts';
import type { Installation } from './installation.ts';

/** The installation that all files of the project share; undefined in every other project. */
export const sharedInstallation = (): Installation | undefined => inject('installation');

/**
 * Registers the hooks that give a file people of its own in the shared installation, and its model their Bedrock. It stands in for a product of
 * this machine; what ends a product ends no installation.
 */
export function useInstalled(
  installation: Installation,
  options: { readonly members?: readonly string[]; readonly env?: () => unknown },
): ProductSetting {
  vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
  const suffix = randomBytes(4).toString('hex');
  const usernameOf = (name: string): string => `${name}-${suffix}`;
  const fixed = (): never => {
    throw new Error('an installation on AWS is neither killed nor stopped by a test');
  };
  const { port } = installation;
  const current: Product = { port, home: '', pid: 0, output: () => '', usernameOf, kill: fixed, stop: fixed };
  beforeAll(async () => {
    useTestIdentity();
    await options.env?.();
    await addPeople(installation, usernameOf, options.members ?? []);
  });
  // A refusal may hide behind a retry, or behind what is left out when something fails; none is meant.
  afterAll(() => expect(refusals(installation)).toEqual([]));
  return { world: 'aws', current, restart: fixed };
}

/** What roles were refused until now. */
const refusals = ({ denials }: Installation): readonly unknown[] =>
  existsSync(denials)
    ? readFileSync(denials, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

async function addPeople(
  { endpoint, region, accessTable: tableName }: Installation,
  usernameOf: (name: string) => string,
  members: readonly string[],
): Promise<void> {
  const clock = systemClock;
  const records = dynamoRecordStore({ endpoint, region, tableName, clock });
  const add = addUser({ records, ids: createIds({ clock }), passwordHasher });
  const { signal } = new AbortController();
  await add({ username: usernameOf('admin'), password: adminPassword, role: 'admin' }, signal);
  for (const name of members)
    await add({ username: usernameOf(name), password: name, role: 'member' }, signal);
}
