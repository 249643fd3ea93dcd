import { beforeEach, describe, expect, test } from 'vitest';
import { nodeDigest } from '../../adapters/node/digest.ts';
import { createIds } from '../../adapters/node/ids.ts';
import { listApiKeys, makeApiKey, requireApiKey, revokeApiKey } from '../../core/access/api-keys.ts';
import { changeUser } from '../../core/access/change-user.ts';
import type { Caller } from '../../core/access/sessions.ts';
import { callerOfToken, endSessions, listSessions, openSession } from '../../core/access/sessions.ts';
import { signIn } from '../../core/access/sign-in.ts';
import { issueTicket, redeemTicket } from '../../core/access/socket-tickets.ts';
import type { UserRecord } from '../../core/access/users.ts';
import { addUser, findUser, listUsers } from '../../core/access/users.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { PasswordHasher } from '../../core/ports/password-hasher.ts';
import type { RateLimiter } from '../../core/ports/rate-limiter.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';
import { manualClock } from '../core/ports/manual-clock.ts';

const never = new AbortController().signal;
const options = { signal: never };
const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (password, hash) => hash === `plain:${password}`,
};

interface Stores {
  readonly records: RecordStore;
  readonly rateLimiter: RateLimiter;
}

/** Who may come in, over the records of one world. `make` gives empty stores that go by the clock. */
export function testAccess(world: string, make: (clock: Clock) => Stores | Promise<Stores>): void {
  describe(`access in ${world}`, () => {
    let clock: ReturnType<typeof manualClock>;
    let deps: Awaited<ReturnType<typeof makeDeps>>;
    let ada: UserRecord;
    const makeDeps = async () => ({
      ...(await make(clock)),
      clock,
      digest: nodeDigest,
      ids: createIds({ clock }),
      passwordHasher: plainHasher,
    });
    beforeEach(async () => {
      clock = manualClock();
      deps = await makeDeps();
      ada = await addUser(deps)({ username: 'ada', password: 'right', role: 'admin' }, never);
    });
    const enter = (password: string, address = '192.0.2.1') =>
      signIn(deps)({ username: 'ada', password, address }, options);
    const callerOf = async (token: string) => (await callerOfToken(deps)(token, never)) as Caller;

    test('a session is opened, listed, noted and ended', async () => {
      const [one, two] = [(await enter('right')).token, (await enter('right')).token];
      clock.advance(60 * 60 * 1_000);
      const caller = await callerOf(one);
      const listed = await listSessions(deps)(caller, never);
      expect(listed.map(({ current }) => current).toSorted()).toEqual([false, true]);
      expect(listed.find(({ current }) => current)?.last_used_at).toBe(new Date(clock.nowMs()).toISOString());
      await endSessions(deps)(caller, 'others', never);
      expect([await callerOf(one), await callerOf(two)]).toEqual([caller, undefined]);
    });

    test('a session is over after seven days without use', async () => {
      const { token } = await enter('right');
      clock.advance(7 * 24 * 60 * 60 * 1_000);
      expect(await callerOf(token)).toBeUndefined();
    });

    test('an API key is made, used, listed and revoked', async () => {
      const caller = await callerOf((await openSession(deps)(ada, never)).token);
      const { key, id } = await makeApiKey(deps)({ caller, name: 'ci', scopes: ['build'] }, never);
      expect(await callerOf(key)).toMatchObject({ role: 'member', scopes: ['build'] });
      expect(await listApiKeys(deps)(caller, never)).toMatchObject([{ id, last_used_at_ms: clock.nowMs() }]);
      await revokeApiKey(deps)(await requireApiKey(deps)(caller, id, never), never);
      expect(await callerOf(key)).toBeUndefined();
    });

    test('a name is taken once, also by two at once', async () => {
      const add = () => addUser(deps)({ username: 'bob', password: 'x', role: 'member' }, never);
      const added = await Promise.allSettled([add(), add()]);
      expect(added.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    });

    test('of two admins who remove each other at once one stays', async () => {
      await addUser(deps)({ username: 'bob', password: 'x', role: 'admin' }, never);
      await Promise.allSettled(
        ['ada', 'bob'].map((username) => changeUser(deps)({ username, change: { role: 'member' } }, options)),
      );
      expect((await listUsers(deps)(never)).filter(({ role }) => role === 'admin')).toHaveLength(1);
    });

    test('disabling ends what was open, in one write', async () => {
      const { token } = await enter('right');
      await addUser(deps)({ username: 'bob', password: 'x', role: 'admin' }, never);
      await changeUser(deps)({ username: 'ada', change: { is_disabled: true } }, options);
      expect(await callerOf(token)).toBeUndefined();
      expect(await findUser(deps)('ada', never)).toMatchObject({ session_epoch: 1, key_epoch: 1 });
    });

    test('wrong passwords make their network wait, and no other', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 6 }, () => enter('wrong', '203.0.113.5')),
      );
      expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
      for (let index = 0; index < 6; index += 1) await enter('wrong', '203.0.113.5').catch(() => {});
      await expect(enter('right', '203.0.113.5')).rejects.toMatchObject({ name: 'RateLimited' });
      expect((await enter('right')).user.username).toBe('ada');
      clock.advance(15 * 60 * 1_000);
      expect((await enter('right', '203.0.113.5')).user.username).toBe('ada');
    });

    test('a ticket opens one socket of two', async () => {
      const { ticket } = await issueTicket(deps)(await callerOf((await enter('right')).token), never);
      const taken = await Promise.allSettled([
        redeemTicket(deps)(ticket, never),
        redeemTicket(deps)(ticket, never),
      ]);
      expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    });
  });
}
