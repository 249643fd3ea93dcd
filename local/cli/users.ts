import { openLocalAccess } from '../../adapters/worlds/local-world.ts';
import { changeUser } from '../../core/access/change-user.ts';
import type { SessionDeps } from '../../core/access/grants.ts';
import { addUser, listUsers, viewAccount } from '../../core/access/users.ts';
import type { PasswordHasher } from '../../core/ports/password-hasher.ts';
import { line, print } from '../terminal.ts';

const timeoutMs = 30_000;

/** What a command about users needs: the same records as the running Gantry, in either world. */
interface UserDesk {
  readonly deps: SessionDeps & { readonly passwordHasher: PasswordHasher };
  readonly close: () => void;
}

export interface UsersCommand {
  readonly verb: 'add' | 'disable' | 'enable' | 'passwd' | 'list';
  /** Empty for `list`. */
  readonly username: string;
  readonly isAdmin: boolean;
  /** One is made and shown where it is needed and left out. */
  readonly password: string | undefined;
}

/** Runs a command about users, in GANTRY_HOME or in the AWS table GANTRY_ACCESS_TABLE; works while Gantry runs there. */
export async function runUsersCommand(
  where: { readonly home: string; readonly world: 'local' | 'aws' },
  command: UsersCommand,
): Promise<number> {
  const desk = where.world === 'aws' ? await awsDesk() : localDesk(where.home);
  try {
    await verbs[command.verb](desk.deps, command, AbortSignal.timeout(timeoutMs));
    return 0;
  } finally {
    desk.close();
  }
}

function localDesk(home: string): UserDesk {
  const deps = openLocalAccess(home);
  return { deps, close: () => deps.database.close() };
}

/** The caller's AWS credentials and region, as the SDK finds them. */
async function awsDesk(): Promise<UserDesk> {
  const aws = await import('../../adapters/worlds/aws.ts');
  const deps = {
    records: aws.records(),
    digest: aws.digest(),
    clock: aws.clock(),
    ids: aws.ids(),
    passwordHasher: aws.passwordHasher(),
  };
  return { deps, close: () => {} };
}

const shownOnce = (password: string): string => line`The password is ${password} and is shown this once.`;

type Verb = (deps: UserDesk['deps'], command: UsersCommand, signal: AbortSignal) => Promise<void>;

const verbs: Readonly<Record<UsersCommand['verb'], Verb>> = {
  add: async (deps, { username, isAdmin, password: given }, signal) => {
    const role = isAdmin ? 'admin' : 'member';
    const password = given ?? deps.ids.token();
    const user = await addUser(deps)({ username, password, role }, signal);
    print(line`Added ${user.username} (${user.role}).`);
    if (given === undefined) print(shownOnce(password));
  },
  passwd: async (deps, { username, password: given }, signal) => {
    const password = given ?? deps.ids.token();
    await changeUser(deps)({ username, change: { password } }, { signal });
    print(line`Changed the password of ${username}; every session of theirs has ended.`);
    if (given === undefined) print(shownOnce(password));
  },
  disable: async (deps, { username }, signal) => {
    await changeUser(deps)({ username, change: { is_disabled: true } }, { signal });
    print(line`Disabled ${username}; their sessions and API keys have ended.`);
  },
  enable: async (deps, { username }, signal) => {
    await changeUser(deps)({ username, change: { is_disabled: false } }, { signal });
    print(line`Enabled ${username}.`);
  },
  list: async (deps, _command, signal) => {
    for (const { username, role, sign_in, is_disabled } of (await listUsers(deps)(signal)).map(viewAccount))
      print(line`${username}\t${role}\t${sign_in}\t${is_disabled ? 'disabled' : 'active'}`);
  },
};
