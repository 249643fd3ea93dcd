import { openDatabase } from '../../../adapters/local/database.ts';
import { createRecordStore } from '../../../adapters/local/record-store.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import { passwordHasher } from '../../../adapters/node/password-hasher.ts';
import { addUser } from '../../../core/access/users.ts';

/** Adds members to the home of a product that is not running; each has its name as password. */
export async function addMembers(home: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const database = openDatabase(home);
  const clock = systemClock;
  const deps = { records: createRecordStore({ database, clock }), ids: createIds({ clock }), passwordHasher };
  const { signal } = new AbortController();
  for (const username of names) await addUser(deps)({ username, password: username, role: 'member' }, signal);
  database.close();
}
