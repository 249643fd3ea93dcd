import { beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import { callerOfToken, endSessions, listSessions, resolveCaller } from '../../../core/access/sessions.ts';
import { signIn } from '../../../core/access/sign-in.ts';
import { issueTicket, redeemTicket } from '../../../core/access/socket-tickets.ts';
import type { UserRecord } from '../../../core/access/users.ts';
import { addUser, findUser, userRecordSchema } from '../../../core/access/users.ts';
import type { PasswordHasher } from '../../../core/ports/password-hasher.ts';
import { userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const options = { signal: never };
/** Quick, and in clear: argon2id has a test of its own. */
const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password.length}:${password}`,
  verify: async (password, hash) => hash === `plain:${password.length}:${password}`,
};

let deps: TestPorts & { passwordHasher: PasswordHasher };
let ada: UserRecord;
beforeEach(async () => {
  deps = { ...makePorts(), passwordHasher: plainHasher };
  ada = await addUser(deps)({ username: 'ada', password: 'secret-of-ada', role: 'member' }, never);
});

const enter = (username = 'ada', password = 'secret-of-ada') =>
  signIn(deps)({ username, password, address: '192.0.2.1' }, options);
const call = (token: string) => resolveCaller(deps)(`Bearer ${token}`, never);
const change = (over: Partial<UserRecord>) =>
  deps.records.put(
    { partition: 'users', sort: 'ada' },
    { ...ada, ...over },
    { condition: { kind: 'any' } },
    never,
  );

describe('signing in', () => {
  test('gives a token that leads back to the user', async () => {
    const { token, user } = await enter();
    expect(user).toEqual({ id: ada.id, username: 'ada', role: 'member' });
    expect(await call(token)).toEqual({ ...user, sessionId: expect.stringMatching(/^ses_/) });
  });

  test.each([
    ['a wrong password', 'ada', 'wrong'],
    ['an unknown user', 'nobody', 'secret-of-ada'],
  ])('is refused for %s with the same words', async (_, username, password) => {
    await expect(enter(username, password)).rejects.toMatchObject({
      name: 'Unauthenticated',
      code: 'invalid_credentials',
      message: 'Wrong user name or password.',
    });
  });

  test('is refused for a disabled user, whose password is compared all the same', async () => {
    await change({ is_disabled: true });
    await expect(enter()).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  test('hands the hasher nothing to compare an unknown user with, which costs what a real hash does', async () => {
    const compared: (string | null)[] = [];
    const passwordHasher: PasswordHasher = {
      ...plainHasher,
      verify: (password, hash) => {
        compared.push(hash);
        return plainHasher.verify(password, hash);
      },
    };
    for (const username of ['nobody', 'ada']) {
      const input = { username, password: 'x', address: '192.0.2.1' };
      await expect(signIn({ ...deps, passwordHasher })(input, options)).rejects.toMatchObject({
        name: 'Unauthenticated',
      });
    }
    expect(compared).toEqual([null, ada.password_hash]);
  });

  test('stores neither token nor password in clear', async () => {
    const { token } = await enter();
    const rows = deps.database
      .prepare('select * from records')
      .all()
      .map((row) => JSON.stringify(row));
    expect(rows.filter((row) => row.includes(token))).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(3);
  });
});

describe('a session', () => {
  test('ends after seven days without use', async () => {
    const { token, expiresAtMs } = await enter();
    expect(expiresAtMs).toBe(deps.clock.nowMs() + 7 * dayMs);
    deps.clock.advance(7 * dayMs - 1);
    expect(await call(token)).toBeDefined();
    deps.clock.advance(7 * dayMs);
    await expect(call(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('slides with use, but ends after thirty days in any case', async () => {
    const { token } = await enter();
    for (let day = 0; day < 29; day += 1) {
      deps.clock.advance(dayMs);
      expect(await call(token)).toBeDefined();
    }
    deps.clock.advance(dayMs);
    await expect(call(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('is over at its end also where its record is still there', async () => {
    const { token } = await enter();
    const records: TestPorts['records'] = { ...deps.records };
    const later = { nowMs: () => deps.clock.nowMs() + 7 * dayMs };
    expect(await callerOfToken({ ...deps, records, clock: later })(token, never)).toBeUndefined();
  });

  test('says on what it was begun, where that is known', async () => {
    const device = { door: 'browser', name: 'Firefox on Linux' } as const;
    const input = { username: 'ada', password: 'secret-of-ada', address: '192.0.2.1', device };
    const caller = await call((await signIn(deps)(input, options)).token);
    await enter();
    const [unknown, known] = await listSessions(deps)(caller, never);
    expect(known).toMatchObject({ door: 'browser', device: 'Firefox on Linux', current: true });
    expect(unknown).not.toHaveProperty('device');
  });

  test('notes its use at most once an hour', async () => {
    const { token } = await enter();
    const caller = await call(token);
    const lastUsed = async () => (await listSessions(deps)(caller, never))[0]?.last_used_at;
    const first = await lastUsed();
    deps.clock.advance(60 * 60 * 1_000 - 1);
    await call(token);
    expect(await lastUsed()).toBe(first);
    deps.clock.advance(1);
    await call(token);
    expect(await lastUsed()).not.toBe(first);
  });

  test('that was just ended is not brought back by the note of its use', async () => {
    const { token } = await enter();
    const caller = await call(token);
    deps.clock.advance(dayMs);
    const records: TestPorts['records'] = {
      ...deps.records,
      get: async (key, schema, signal) => {
        const found = await deps.records.get(key, schema, signal);
        if (key.partition === 'users') await endSessions(deps)(caller, 'this', never);
        return found;
      },
    };
    await callerOfToken({ ...deps, records })(token, never);
    await expect(call(token)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await listSessions(deps)(caller, never)).toEqual([]);
  });

  test.each([
    ['disabled', { is_disabled: true }],
    ['another user of the same name', { id: userId }],
  ])('is worth nothing once its user is %s', async (_, over) => {
    const { token } = await enter();
    await change(over);
    await expect(call(token)).rejects.toMatchObject({ name: 'Unauthenticated' });
  });

  test('is worth nothing once its user is removed', async () => {
    const { token } = await enter();
    await deps.records.remove({ partition: 'users', sort: 'ada' }, { kind: 'any' }, never);
    await expect(call(token)).rejects.toMatchObject({ name: 'Unauthenticated' });
  });

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer x',
    'Basic abcdefghijklmnopqrstuvwxyz',
    `Bearer ${'a'.repeat(43)}`,
    `Bearer ${'a'.repeat(300)}`,
    'Bearer aaaaaaaaaaaaaaaaaaaaaaa"',
  ])('is not opened by %j', async (header) => {
    await expect(resolveCaller(deps)(header, never)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('takes its scheme in any case', async () => {
    const { token } = await enter();
    expect(await resolveCaller(deps)(`bearer ${token}`, never)).toMatchObject({ username: 'ada' });
  });
});

describe('ending sessions', () => {
  test('ends this one, or all the others', async () => {
    const tokens = [(await enter()).token, (await enter()).token, (await enter()).token];
    const caller = await call(tokens[1] ?? '');
    const listed = await listSessions(deps)(caller, never);
    expect(listed.map((session) => session.current)).toEqual([false, true, false]);
    await endSessions(deps)(caller, 'others', never);
    expect(await listSessions(deps)(caller, never)).toMatchObject([{ id: caller.sessionId, current: true }]);
    await expect(call(tokens[0] ?? '')).rejects.toMatchObject({ name: 'Unauthenticated' });
    await endSessions(deps)(caller, 'this', never);
    await expect(call(tokens[1] ?? '')).rejects.toMatchObject({ name: 'Unauthenticated' });
  });

  test('leaves other users alone', async () => {
    await addUser(deps)({ username: 'bob', password: 'secret-of-bob', role: 'admin' }, never);
    const { token } = await enter('bob', 'secret-of-bob');
    await endSessions(deps)(await call((await enter()).token), 'others', never);
    expect(await call(token)).toMatchObject({ username: 'bob', role: 'admin' });
  });

  test('finds the newest of more than one page', async () => {
    for (let index = 0; index < 205; index += 1) await enter();
    const { token } = await enter();
    await endSessions(deps)(await call(token), 'this', never);
    await expect(call(token)).rejects.toMatchObject({ name: 'Unauthenticated' });
  });
});

describe('a socket ticket', () => {
  const refusal = { name: 'Unauthenticated', code: 'ticket_invalid' };
  const caller = async () => call((await enter()).token);

  test.each([
    ['its session', async (of: Caller) => endSessions(deps)(of, 'this', never)],
    ['every session, by a new password', async () => change({ session_epoch: 1 })],
    ['what its user may do', async () => change({ is_disabled: true })],
  ])('ends with %s', async (_, end) => {
    const of = await caller();
    const { ticket } = await issueTicket(deps)(of, never);
    await end(of);
    await expect(redeemTicket(deps)(ticket, never)).rejects.toMatchObject(refusal);
  });

  test('opens one socket, once', async () => {
    const { id, username, sessionId } = await caller();
    const { ticket, expires_at } = await issueTicket(deps)({ id, username, sessionId }, never);
    expect(expires_at).toBe(new Date(deps.clock.nowMs() + 30_000).toISOString());
    const heldBy = { user_id: ada.id, username: 'ada', grant_id: sessionId };
    expect(await redeemTicket(deps)(ticket, never)).toEqual(heldBy);
    await expect(redeemTicket(deps)(ticket, never)).rejects.toMatchObject(refusal);
  });

  test('goes to one of two takers', async () => {
    const { ticket } = await issueTicket(deps)(await caller(), never);
    const taken = await Promise.allSettled([
      redeemTicket(deps)(ticket, never),
      redeemTicket(deps)(ticket, never),
    ]);
    expect(taken.map((taker) => taker.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('is over after 30 s, and unknown is as used', async () => {
    const { ticket } = await issueTicket(deps)(await caller(), never);
    deps.clock.advance(30_000);
    await expect(redeemTicket(deps)(ticket, never)).rejects.toMatchObject(refusal);
    await expect(redeemTicket(deps)('unknown', never)).rejects.toMatchObject(refusal);
  });

  test('is not stored in clear', async () => {
    const { ticket } = await issueTicket(deps)(await caller(), never);
    const rows = deps.database.prepare('select * from records').all();
    expect(JSON.stringify(rows)).not.toContain(ticket);
  });
});

describe('a user', () => {
  test('has a name of their own', async () => {
    await expect(
      addUser(deps)({ username: 'ada', password: 'other-secret', role: 'admin' }, never),
    ).rejects.toMatchObject({
      name: 'Conflict',
      code: 'username_taken',
    });
    expect(await findUser(deps)('ada', never)).toEqual(ada);
    expect(await findUser(deps)('nobody', never)).toBeUndefined();
  });

  test('is kept with the hash of the password alone', async () => {
    const real = makePorts();
    const user = await addUser(real)({ username: 'eve', password: 'secret-of-eve', role: 'member' }, never);
    expect(userRecordSchema.parse(user).password_hash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(real.database.prepare('select * from records').all())).not.toContain(
      'secret-of-eve',
    );
  });
});
