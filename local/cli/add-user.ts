import { openLocalAccess } from '../../adapters/worlds/local-world.ts';
import { addUser } from '../../core/access/users.ts';
import type { LocalEnvironment } from '../environment.ts';

/** Makes a user in GANTRY_HOME; works while Gantry runs there. */
export async function addLocalUser(
  environment: LocalEnvironment,
  input: { readonly username: string; readonly isAdmin: boolean; readonly password: string | undefined },
): Promise<number> {
  const access = openLocalAccess(environment.home);
  try {
    const password = input.password ?? access.ids.token().slice(0, 24);
    const role = input.isAdmin ? 'admin' : 'member';
    const user = await addUser(access)(
      { username: input.username, password, role },
      AbortSignal.timeout(10_000),
    );
    console.log(`Added ${user.username} (${user.role}).`);
    if (input.password === undefined) console.log(`The password is ${password} and is shown this once.`);
    return 0;
  } finally {
    access.database.close();
  }
}
