import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey } from '../../../core/limit/address-key.ts';
import { cellRate, refused, taken } from '../../../core/limit/cell-rate.ts';
import { addressBuckets, callerBuckets } from '../../../core/limit/rate-buckets.ts';
import { rateHeaders, refusalOf } from '../../../core/limit/rate-headers.ts';
import { takeTokens } from '../../../core/limit/take-tokens.ts';
import type { RateLimiter } from '../../../core/ports/rate-limiter.ts';
import { routes } from '../../../core/wire/routes.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const limits = { read: 600, build: 60, keyRead: 300, keyBuild: 30, address: 500, signIn: 20 };
const named = (buckets: ReturnType<typeof addressBuckets>) =>
  buckets.map(({ name, key, rate }) => `${name} ${key} ${rate.requests}`);

describe('an address is counted', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['1:::2', '1:0:0:0::/64'],
  ])('%s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  test('as something short, whatever it is', () => {
    fc.assert(fc.property(fc.string({ maxLength: 500 }), (text) => addressKey(text).length <= 64));
  });
});

describe('a request takes from', () => {
  const session = { id: 'usr_1', sessionId: 'ses_1' } as const;
  const key = { id: 'usr_1', sessionId: 'key_1', scopes: ['build'] } as const;

  test('its address, and signing in from a tighter bucket too', () => {
    expect(named(addressBuckets(routes.me, '192.0.2.1', limits))).toEqual(['address address#192.0.2.1 500']);
    expect(named(addressBuckets(routes.signIn, '192.0.2.1', limits))).toEqual([
      'address address#192.0.2.1 500',
      'sign-in sign-in#192.0.2.1 20',
    ]);
    expect(named(addressBuckets(routes.oidcLogin, '192.0.2.1', limits))).toHaveLength(2);
    expect(named(addressBuckets(routes.signOut, '192.0.2.1', limits))).toHaveLength(1);
  });

  test('its user, by whether it reads or builds', () => {
    const of = (route: Parameters<typeof callerBuckets>[0]) =>
      named(callerBuckets(route, session as never, limits));
    expect(of(routes.status)).toEqual(['read user#usr_1#read 600']);
    for (const name of ['chat', 'architect', 'retryMission', 'extendMission', 'mergePull'] as const)
      expect(of(routes[name])).toEqual(['build user#usr_1#build 60']);
  });

  test('its API key first, and its user too', () => {
    expect(named(callerBuckets(routes.status, key as never, limits))[0]).toBe('key-read key#key_1#read 300');
    expect(named(callerBuckets(routes.architect, key as never, limits))).toEqual([
      'key-build key#key_1#build 30',
      'build user#usr_1#build 60',
    ]);
  });
});

describe('the answer of a bucket', () => {
  test('never promises more than it has, whatever the rate', () => {
    const rates = fc.record({
      requests: fc.integer({ min: 1, max: 10_000 }),
      windowMs: fc.integer({ min: 1, max: 3_600_000 }),
    });
    fc.assert(
      fc.property(rates, fc.nat(2_000_000_000), (rate, aheadUs) => {
        const cell = cellRate(rate);
        expect(cell.burstUs).toBe(cell.costUs * rate.requests);
        const yes = taken(cell, aheadUs, 0);
        const no = refused(cell, aheadUs, 0);
        expect(yes.isTaken && yes.remaining).toBeLessThanOrEqual(rate.requests);
        expect(no.isTaken || no.retryAfterMs).toBeGreaterThan(0);
      }),
    );
  });

  test('stands in the standard fields, refused or not', async () => {
    const { rateLimiter } = makePorts();
    const take = takeTokens({ rateLimiter, onFailure: () => {} });
    const buckets = [
      { name: 'address', key: 'a', rate: { requests: 9, windowMs: 60_000 }, whenUnknown: 'pass' },
      { name: 'build', key: 'b', rate: { requests: 1, windowMs: 60_000 }, whenUnknown: 'pass' },
    ] as const;
    const first = await take(buckets, never);
    expect(rateHeaders(first)).toEqual({
      'ratelimit-policy': '"address";q=9;w=60, "build";q=1;w=60',
      ratelimit: '"address";r=8;t=7, "build";r=0;t=60',
    });
    expect(refusalOf(first)).toBeUndefined();
    const second = await take(buckets, never);
    expect(rateHeaders(second).ratelimit).toBe('"address";r=7;t=14, "build";r=0;t=60');
    expect(refusalOf(second)).toMatchObject({
      name: 'RateLimited',
      retryAfterMs: 60_000,
      message: expect.stringContaining('60 s'),
    });
  });

  test('stops at the first bucket that refuses: the others are not charged', async () => {
    const keys: string[] = [];
    const rateLimiter: RateLimiter = {
      take: async (key) => {
        keys.push(key);
        return { isTaken: false, retryAfterMs: 5, fullAfterMs: 5 };
      },
    };
    await takeTokens({ rateLimiter, onFailure: () => {} })(addressBuckets(routes.signIn, 'x', limits), never);
    expect(keys).toEqual(['address#x']);
  });
});

describe('a limiter that fails', () => {
  const broken: RateLimiter = { take: async () => Promise.reject(new Error('down')) };
  const heard: unknown[] = [];
  const take = takeTokens({ rateLimiter: broken, onFailure: (error) => heard.push(error) });

  test('lets requests pass, without headers, and is heard of', async () => {
    const rated = await take(addressBuckets(routes.me, 'x', limits), never);
    expect([rateHeaders(rated), refusalOf(rated)]).toEqual([{}, undefined]);
    expect(heard).toHaveLength(1);
  });

  test('lets nobody try passwords', async () => {
    await expect(take(addressBuckets(routes.signIn, 'x', limits), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'limiter_unavailable',
      retryAfterMs: 5_000,
    });
  });

  test('is not blamed for a caller that gave up', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(take(addressBuckets(routes.me, 'x', limits), gone)).rejects.toThrow('gone');
  });
});
