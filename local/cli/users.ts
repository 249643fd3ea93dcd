import { openLocalAccess } from '../../adapters/worlds/local-world.ts';
import { changeUser } from '../../core/access/change-user.ts';
import type { SessionDeps } from '../../core/access/grants.ts';
import { addUser, listUsers, viewAccount } from '../../core/access/users.ts';
import { InputRejected, NotFound } from '../../core/errors.ts';
import type { PasswordHasher } from '../../core/ports/password-hasher.ts';
import type { AccountView, UserChange } from '../../core/wire/access.ts';
import { accountsSchema, changedUserSchema, madeUserSchema } from '../../core/wire/access.ts';
import { line } from '../terminal.ts';
import { readHidden } from './ask.ts';
import { columns } from './columns.ts';
import type { Answer, Context } from './context.ts';
import { type Reached, withGantry } from './reach-gantry.ts';

const timeoutMs = 30_000;

/** Who keeps users: the records of an installation, or a running Gantry for its admins. */
interface UserDesk {
  readonly list: () => Promise<readonly AccountView[]>;
  readonly add: (user: {
    readonly username: string;
    readonly role: 'admin' | 'member';
    readonly password: string;
  }) => Promise<AccountView>;
  readonly change: (username: string, change: UserChange) => Promise<void>;
  readonly newPassword: () => string;
}

export interface UsersCommand {
  readonly verb: 'add' | 'disable' | 'enable' | 'passwd' | 'list';
  /** Empty for `list`. */
  readonly username: string;
  readonly isAdmin: boolean;
  /** Read without being shown; else one is made and shown once where one is needed. */
  readonly readsPassword: boolean;
}

/** Runs a command about users: in GANTRY_HOME or in the AWS table GANTRY_ACCESS_TABLE, also while Gantry runs there, or at a server as its admin. */
export function runUsersCommand(
  context: Context,
  world: 'local' | 'aws',
  command: UsersCommand,
): Promise<Answer> {
  if (context.server === undefined) return atInstallation(context, world, command);
  if (world === 'aws') throw new InputRejected('one_place', 'Give either --server or --world aws.');
  return withGantry(context, async (gantry) => verbs[command.verb](serverDesk(gantry), command));
}

async function atInstallation(
  context: Context,
  world: 'local' | 'aws',
  command: UsersCommand,
): Promise<Answer> {
  const { deps, close } =
    world === 'aws' ? await awsRecords() : localRecords((await context.environment()).home);
  try {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]);
    return await verbs[command.verb](recordsDesk(deps, signal), command);
  } finally {
    close();
  }
}

type RecordDeps = SessionDeps & { readonly passwordHasher: PasswordHasher };
interface Records {
  readonly deps: RecordDeps;
  readonly close: () => void;
}

function localRecords(home: string): Records {
  const deps = openLocalAccess(home);
  return { deps, close: () => deps.database.close() };
}

/** The caller's AWS credentials and region, as the SDK finds them. */
async function awsRecords(): Promise<Records> {
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

const recordsDesk = (deps: RecordDeps, signal: AbortSignal): UserDesk => ({
  list: async () => (await listUsers(deps)(signal)).map(viewAccount),
  add: async (user) => viewAccount(await addUser(deps)(user, signal)),
  change: async (username, change) => {
    await changeUser(deps)({ username, change }, { signal });
  },
  newPassword: () => deps.ids.token(),
});

function serverDesk(gantry: Reached): UserDesk {
  const list = async (): Promise<readonly AccountView[]> =>
    (await gantry.call('listUsers', {}, accountsSchema)).users;
  return {
    list,
    add: async (body) => (await gantry.call('makeUser', { body }, madeUserSchema)).user,
    change: async (username, body) => {
      const user = (await list()).find((one) => one.username === username);
      if (user === undefined) throw new NotFound('user_not_found', `There is no user ${username} there.`);
      await gantry.call('changeUser', { params: { user_id: user.id }, body }, changedUserSchema);
    },
    newPassword: () => Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url'),
  };
}

/** The password to set, and what is said of it where it was made here. */
async function passwordFor(desk: UserDesk, { username, readsPassword }: UsersCommand) {
  if (!readsPassword) {
    const password = desk.newPassword();
    return { password, made: { password }, said: line`\nThe password is ${password}. It is shown only now.` };
  }
  return { password: await readHidden(line`New password of ${username}: `), made: {}, said: '' };
}

type Verb = (desk: UserDesk, command: UsersCommand) => Promise<Answer>;

const verbs: Readonly<Record<UsersCommand['verb'], Verb>> = {
  add: async (desk, command) => {
    const { password, made, said } = await passwordFor(desk, command);
    const role = command.isAdmin ? 'admin' : 'member';
    const user = await desk.add({ username: command.username, role, password });
    return { value: { user, ...made }, text: line`Added ${user.username} (${user.role}).` + said };
  },
  passwd: async (desk, command) => {
    const { username } = command;
    const { password, made, said } = await passwordFor(desk, command);
    await desk.change(username, { password });
    const text = line`Changed the password of ${username}; all their sessions have ended.` + said;
    return { value: { username, ...made }, text };
  },
  disable: async (desk, { username }) => {
    await desk.change(username, { is_disabled: true });
    const text = line`Disabled ${username}; their sessions and API keys have ended.`;
    return { value: { username, is_disabled: true }, text };
  },
  enable: async (desk, { username }) => {
    await desk.change(username, { is_disabled: false });
    return { value: { username, is_disabled: false }, text: line`Enabled ${username}.` };
  },
  list: async (desk) => {
    const users = await desk.list();
    const rows = users.map(({ username, role, sign_in, is_disabled }) => [
      username,
      role,
      sign_in,
      is_disabled ? 'disabled' : 'active',
    ]);
    return { value: { users }, text: columns(rows) };
  },
};
