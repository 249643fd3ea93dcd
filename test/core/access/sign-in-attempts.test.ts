import { beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '../../../core/access/sign-in.ts';
import { admitAttempt, delayAfterMs, noteSuccess } from '../../../core/access/sign-in-attempts.ts';
import { addUser } from '../../../core/access/users.ts';
import type { PasswordHasher } from '../../../core/ports/password-hasher.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const minuteMs = 60_000;
const home = '192.0.2.1';
const elsewhere = '198.51.100.7';
const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (password, hash) => hash === `plain:${password}`,
};

let deps: TestPorts & { passwordHasher: PasswordHasher };
beforeEach(async () => {
  deps = { ...makePorts(), passwordHasher: plainHasher };
  await addUser(deps)({ username: 'ada', password: 'right', role: 'member' }, never);
});

const enter = (password: string, address = home, username = 'ada') =>
  signIn(deps)({ username, password, address }, { signal: never });
const outcomeOf = async (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'in',
    (error: { code: string }) => error.code,
  );
const fail = async (times: number, address = home, username = 'ada'): Promise<string[]> => {
  const outcomes: string[] = [];
  for (let index = 0; index < times; index += 1)
    outcomes.push(await outcomeOf(enter('wrong', address, username)));
  return outcomes;
};

test('the wait is nothing at first, then doubles, and never passes a quarter of an hour', () => {
  expect([1, 4, 5, 6, 7, 14].map(delayAfterMs)).toEqual([0, 0, 1_000, 2_000, 4_000, 512_000]);
  expect([15, 16, 1_000, 1e9].map(delayAfterMs)).toEqual(Array(4).fill(15 * minuteMs));
});

describe('wrong passwords from one network', () => {
  test('make the next attempt wait, also one with the right password', async () => {
    expect(await fail(6)).toEqual([...Array(5).fill('invalid_credentials'), 'too_many_attempts']);
    await expect(enter('right')).rejects.toMatchObject({
      name: 'RateLimited',
      retryAfterMs: 1_000,
      message: 'Too many attempts to sign in as this user. Try again in 1 s.',
    });
    deps.clock.advance(1_000);
    expect(await outcomeOf(enter('right'))).toBe('in');
  });

  test('wait longer each time, whatever was refused meanwhile', async () => {
    await fail(5);
    for (const waitMs of [1_000, 2_000, 4_000]) {
      deps.clock.advance(waitMs - 1);
      expect(await fail(3)).toEqual(Array(3).fill('too_many_attempts'));
      deps.clock.advance(1);
      expect(await fail(1)).toEqual(['invalid_credentials']);
    }
  });

  test('are forgotten when the right one comes', async () => {
    await fail(4);
    await enter('right');
    expect(await fail(5)).toEqual(Array(5).fill('invalid_credentials'));
  });

  test('leave the user alone everywhere else, and other users here', async () => {
    await addUser(deps)({ username: 'bob', password: 'right', role: 'member' }, never);
    await fail(6, elsewhere);
    expect(await outcomeOf(enter('right', home))).toBe('in');
    expect(await outcomeOf(enter('right', elsewhere, 'bob'))).toBe('in');
  });

  test('read the same for a name that nobody has', async () => {
    expect(await fail(7, home, 'nobody')).toEqual(await fail(7, home, 'ada'));
  });

  test('are counted before they are looked at: of thirty at once five are compared', async () => {
    let compared = 0;
    const passwordHasher: PasswordHasher = {
      ...plainHasher,
      verify: async () => {
        compared += 1;
        return false;
      },
    };
    const input = { username: 'ada', password: 'x', address: home };
    await Promise.allSettled(
      Array.from({ length: 30 }, () => signIn({ ...deps, passwordHasher })(input, { signal: never })),
    );
    expect(compared).toBeLessThanOrEqual(5);
  });

  test('of one stranger never shut out another, however long they go on', async () => {
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      await fail(2, elsewhere);
      deps.clock.advance(minuteMs);
    }
    expect(await outcomeOf(enter('right', '203.0.113.9'))).toBe('in');
  });
});

describe('wrong passwords from many networks', () => {
  const flood = async (networks = 60): Promise<void> => {
    for (let index = 0; index < networks; index += 1) await fail(1, `203.0.113.${index}`);
  };

  test('make strangers wait', async () => {
    await flood();
    expect(await fail(1, elsewhere)).toEqual(['too_many_attempts']);
    deps.clock.advance(minuteMs);
    expect(await fail(2, elsewhere)).toEqual(['invalid_credentials', 'too_many_attempts']);
  });

  test('never keep the user out of where they came in before', async () => {
    await enter('right');
    await flood();
    expect(await outcomeOf(enter('right'))).toBe('in');
    expect(await fail(5)).toEqual(Array(5).fill('invalid_credentials'));
  });

  test('forget a network that brought nobody in for thirty days', async () => {
    await enter('right');
    deps.clock.advance(30 * 24 * 60 * minuteMs);
    await flood();
    expect(await outcomeOf(enter('right'))).toBe('too_many_attempts');
  });
});

test('an attempt leaves neither name nor address in clear', async () => {
  const attempt = { username: 'carol-of-sales', address: elsewhere };
  await admitAttempt(deps)(attempt, never);
  await noteSuccess(deps)(attempt, never);
  const rows = ['records', 'rate_buckets'].flatMap((table) =>
    deps.database.prepare(`select * from ${table}`).all(),
  );
  expect(rows.length).toBeGreaterThanOrEqual(2);
  expect(JSON.stringify(rows)).not.toMatch(/carol|198\.51/);
});
