import { beforeEach, describe, expect, test } from 'vitest';
import { listApiKeys, makeApiKey, requireApiKey, revokeApiKey } from '../../../core/access/api-keys.ts';
import { changeUser } from '../../../core/access/change-user.ts';
import { checkPolicy } from '../../../core/access/route-policy.ts';
import type { Caller } from '../../../core/access/sessions.ts';
import { callerOfToken, endSessions, listSessions, openSession } from '../../../core/access/sessions.ts';
import { changeOwnPassword, signIn } from '../../../core/access/sign-in.ts';
import type { UserRecord } from '../../../core/access/users.ts';
import { addUser, findUser, listUsers, requireUserById, viewAccount } from '../../../core/access/users.ts';
import type { PasswordHasher } from '../../../core/ports/password-hasher.ts';
import type { UserChange } from '../../../core/wire/access.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const options = { signal: never };
const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (password, hash) => hash === `plain:${password}`,
};

let deps: TestPorts & { passwordHasher: PasswordHasher };
let ada: UserRecord;
let root: UserRecord;
beforeEach(async () => {
  deps = { ...makePorts(), passwordHasher: plainHasher };
  root = await addUser(deps)({ username: 'root', password: 'right', role: 'admin' }, never);
  ada = await addUser(deps)({ username: 'ada', password: 'right', role: 'member' }, never);
});

const change = (username: string, what: UserChange) => changeUser(deps)({ username, change: what }, options);
const open = async (user: UserRecord): Promise<{ token: string; caller: Caller }> => {
  const { token } = await openSession(deps)(user, never);
  return { token, caller: (await callerOfToken(deps)(token, never)) as Caller };
};
const keyOf = (caller: Caller, scopes: readonly ('read' | 'build')[] = ['read']) =>
  makeApiKey(deps)({ caller, name: 'ci', scopes }, never);
const isGood = async (token: string): Promise<boolean> =>
  (await callerOfToken(deps)(token, never)) !== undefined;

describe('an API key', () => {
  test('is its user without the admin role, for its scopes alone', async () => {
    const { caller } = await open(root);
    const { key, id } = await keyOf(caller, ['build']);
    expect(key).toMatch(/^gnt_[A-Za-z0-9_-]{43}$/);
    expect(await callerOfToken(deps)(key, never)).toEqual({
      id: root.id,
      username: 'root',
      role: 'member',
      sessionId: id,
      scopes: ['build'],
    });
  });

  test('is shown once and kept as a hash', async () => {
    const { caller } = await open(ada);
    const made = await keyOf(caller);
    expect(made.hint).toBe(made.key.slice(-4));
    const [listed] = await listApiKeys(deps)(caller, never);
    expect(JSON.stringify(listed)).not.toContain(made.key);
    expect(JSON.stringify(deps.database.prepare('select * from records').all())).not.toContain(made.key);
  });

  test('notes its use, at most once an hour', async () => {
    const { caller } = await open(ada);
    const { key } = await keyOf(caller);
    const lastUsed = async () => (await listApiKeys(deps)(caller, never))[0]?.last_used_at_ms;
    expect(await lastUsed()).toBeNull();
    await isGood(key);
    const first = await lastUsed();
    expect(first).toBe(deps.clock.nowMs());
    deps.clock.advance(60 * 60 * 1_000 - 1);
    await isGood(key);
    expect(await lastUsed()).toBe(first);
    deps.clock.advance(1);
    await isGood(key);
    expect(await lastUsed()).toBe(deps.clock.nowMs());
  });

  test('lasts until it is revoked, and not a request longer', async () => {
    const { caller } = await open(ada);
    const { key, id } = await keyOf(caller);
    deps.clock.advance(400 * 24 * 60 * 60 * 1_000);
    expect(await isGood(key)).toBe(true);
    await revokeApiKey(deps)(await requireApiKey(deps)(caller, id, never), never);
    expect(await isGood(key)).toBe(false);
    expect(await listApiKeys(deps)(caller, never)).toEqual([]);
  });

  test('is nobody else’s to revoke', async () => {
    const { id } = await keyOf((await open(ada)).caller);
    const { caller } = await open(root);
    await expect(requireApiKey(deps)(caller, id, never)).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('is one of fifty at most', async () => {
    const { caller } = await open(ada);
    for (let index = 0; index < 50; index += 1) await keyOf(caller);
    await expect(keyOf(caller)).rejects.toMatchObject({ code: 'too_many_keys' });
  });
});

describe('a route’s policy', () => {
  const caller = { role: 'member' } as Caller;
  test.each([
    ['a session on anything of a user', { access: 'user', scope: 'none' }, caller, undefined],
    ['a member on an admin’s route', { access: 'admin', scope: 'none' }, caller, 'admins_only'],
    ['an admin', { access: 'admin', scope: 'none' }, { ...caller, role: 'admin' }, undefined],
    ['a key', { access: 'user', scope: 'none' }, { ...caller, scopes: ['read', 'build'] }, 'session_needed'],
    [
      'a key that reads',
      { access: 'user', scope: 'build' },
      { ...caller, scopes: ['read'] },
      'scope_missing',
    ],
    [
      'a key that builds',
      { access: 'user', scope: 'read' },
      { ...caller, scopes: ['build'] },
      'scope_missing',
    ],
    ['a key with the scope', { access: 'user', scope: 'read' }, { ...caller, scopes: ['read'] }, undefined],
  ] as const)('judges %s', (_, policy, who, code) => {
    const check = () => checkPolicy(policy, who as Caller);
    if (code === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code }));
  });
});

describe('changing a user', () => {
  test('a new password ends every session and leaves the keys', async () => {
    const { token, caller } = await open(ada);
    const { key } = await keyOf(caller);
    await change('ada', { password: 'another right one' });
    expect([await isGood(token), await isGood(key)]).toEqual([false, true]);
    const input = { username: 'ada', address: '192.0.2.1' };
    await expect(signIn(deps)({ ...input, password: 'right' }, options)).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    await signIn(deps)({ ...input, password: 'another right one' }, options);
  });

  test('disabling ends sessions and keys, for good', async () => {
    const { token, caller } = await open(ada);
    const { key } = await keyOf(caller);
    await change('ada', { is_disabled: true });
    expect([await isGood(token), await isGood(key)]).toEqual([false, false]);
    await change('ada', { is_disabled: false });
    expect([await isGood(token), await isGood(key)]).toEqual([false, false]);
    expect(deps.database.prepare("select * from records where partition like 'grants#%'").all()).toEqual([]);
  });

  test('a session that was opened by the old password while it changed is worth nothing', async () => {
    await change('ada', { password: 'another right one' });
    expect(await isGood((await openSession(deps)(ada, never)).token)).toBe(false);
  });

  test('a role counts at once', async () => {
    const { token } = await open(ada);
    await change('ada', { role: 'admin' });
    expect(await callerOfToken(deps)(token, never)).toMatchObject({ role: 'admin' });
  });

  test.each([{ role: 'member' }, { is_disabled: true }] as const)(
    'the last admin stays: %j',
    async (what) => {
      await expect(change('root', what)).rejects.toMatchObject({ name: 'Conflict', code: 'last_admin' });
      await addUser(deps)({ username: 'idle', password: 'right', role: 'admin' }, never);
      await change('idle', { is_disabled: true });
      await expect(change('root', what)).rejects.toMatchObject({ code: 'last_admin' });
      await change('ada', { role: 'admin' });
      await change('root', what);
      expect(await findUser(deps)('root', never)).toMatchObject(what);
    },
  );

  test('of two admins who remove each other at once one stays', async () => {
    await change('ada', { role: 'admin' });
    await Promise.allSettled([change('root', { role: 'member' }), change('ada', { is_disabled: true })]);
    const acting = (await listUsers(deps)(never)).filter(
      (user) => user.role === 'admin' && !user.is_disabled,
    );
    expect(acting).toHaveLength(1);
  });

  test('two changes at once are both kept', async () => {
    await Promise.all([change('ada', { role: 'admin' }), change('ada', { password: 'another right one' })]);
    expect(await findUser(deps)('ada', never)).toMatchObject({
      role: 'admin',
      password_hash: 'plain:another right one',
      session_epoch: 1,
    });
  });

  test('gives up where somebody else is always first', async () => {
    const records = { ...deps.records, put: async () => 'lost' as const };
    const changing = changeUser({ ...deps, records })(
      { username: 'ada', change: { role: 'admin' } },
      options,
    );
    await expect(changing).rejects.toMatchObject({ code: 'users_busy' });
    const leaving = changeUser({ ...deps, records })(
      { username: 'root', change: { role: 'member' } },
      options,
    );
    await expect(leaving).rejects.toMatchObject({ code: 'users_busy' });
  });

  test('who is not there is NotFound', async () => {
    await expect(change('nobody', { role: 'admin' })).rejects.toMatchObject({ name: 'NotFound' });
    await expect(requireUserById(deps)('usr_x', never)).rejects.toMatchObject({ name: 'NotFound' });
    expect(await requireUserById(deps)(ada.id, never)).toEqual(ada);
  });
});

describe('changing one’s own password', () => {
  const input = { address: '192.0.2.1', current: 'right', next: 'another right one' };

  test('answers a new session and ends the others', async () => {
    const { token, caller } = await open(ada);
    const opened = await changeOwnPassword(deps)({ caller, ...input }, options);
    expect([await isGood(token), await isGood(opened.token)]).toEqual([false, true]);
  });

  test('wants the present one, and not too many guesses at it', async () => {
    const { caller } = await open(ada);
    const guess = () => changeOwnPassword(deps)({ caller, ...input, current: 'x' }, options);
    for (let index = 0; index < 5; index += 1)
      await expect(guess()).rejects.toMatchObject({ name: 'Conflict', code: 'password_wrong' });
    await expect(guess()).rejects.toMatchObject({ name: 'RateLimited' });
  });
});

test('one session is ended by its id, and nobody else’s is', async () => {
  const [mine, other, theirs] = [await open(ada), await open(ada), await open(root)];
  await endSessions(deps)(mine.caller, { id: other.caller.sessionId }, never);
  expect([await isGood(mine.token), await isGood(other.token)]).toEqual([true, false]);
  await expect(endSessions(deps)(mine.caller, { id: theirs.caller.sessionId }, never)).rejects.toMatchObject({
    name: 'NotFound',
  });
  expect(await listSessions(deps)(theirs.caller, never)).toHaveLength(1);
});

test('an account is told without its hash', () => {
  expect(viewAccount(ada)).toEqual({
    id: ada.id,
    username: 'ada',
    role: 'member',
    is_disabled: false,
    sign_in: 'password',
  });
  expect(viewAccount({ ...ada, password_hash: null }).sign_in).toBe('oidc');
});

test('users are listed past one page', async () => {
  for (let index = 0; index < 205; index += 1)
    await addUser(deps)({ username: `u${index}`, password: 'x', role: 'member' }, never);
  expect(await listUsers(deps)(never)).toHaveLength(207);
});
