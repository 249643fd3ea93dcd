import * as z from 'zod';
import { RateLimited } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { RecordStore } from '../ports/record-store.ts';

/** Who tries to come in as whom: `address` is the client's network as limits count it, never a proxy's. */
export interface Attempt {
  readonly username: string;
  readonly address: string;
}

export interface AttemptDeps {
  readonly records: RecordStore;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly rateLimiter: RateLimiter;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Wrong passwords in a row that cost nothing, for one user from one network. */
const freeFailures = 5;
const firstDelayMs = 1_000;
const maxDelayMs = 15 * minuteMs;
/** From networks that never signed this user in, taken together: more than one network alone ever reaches. */
const strangers = { requests: 50, windowMs: 50 * minuteMs } as const;
/** A network stays known this long after it last signed the user in. */
const knownMs = 30 * dayMs;
const maxRaces = 5;

const pairSchema = z.strictObject({ failures: z.number().int(), until_ms: z.number() });
const knownSchema = z.strictObject({});

/** How long the next attempt waits after so many failures in a row: nothing at first, then doubling to a quarter of an hour. */
export function delayAfterMs(failures: number): number {
  if (failures < freeFailures) return 0;
  return Math.min(maxDelayMs, firstDelayMs * 2 ** (failures - freeFailures));
}

function keysOf({ digest }: Pick<AttemptDeps, 'digest'>, { username, address }: Attempt) {
  const user = digest.sha256(username);
  const network = digest.sha256(address);
  return {
    pair: { partition: `sign-in#${user}`, sort: `failures#${network}` },
    known: { partition: `sign-in#${user}`, sort: `known#${network}` },
    strangers: `sign-in-strangers#${user}`,
  };
}

/**
 * Counts an attempt before its password is looked at, so that many at once are as many; RateLimited when it must wait. The same for
 * names that nobody has. Only who shares a network with a user, or holds many networks while the user comes from a new one, can make the
 * user wait: decision 0006.
 */
export const admitAttempt =
  (deps: AttemptDeps) =>
  async (attempt: Attempt, signal: AbortSignal): Promise<void> => {
    const keys = keysOf(deps, attempt);
    await countFailure(deps, keys.pair, signal);
    if ((await deps.records.get(keys.known, knownSchema, signal)) !== undefined) return;
    const take = await deps.rateLimiter.take(keys.strangers, strangers, signal);
    if (!take.isTaken) throw mustWait(take.retryAfterMs);
  };

async function countFailure(
  deps: AttemptDeps,
  key: ReturnType<typeof keysOf>['pair'],
  signal: AbortSignal,
): Promise<void> {
  for (let race = 0; race < maxRaces; race += 1) {
    const found = await deps.records.get(key, pairSchema, signal);
    const now = deps.clock.nowMs();
    if (found !== undefined && found.value.until_ms > now) throw mustWait(found.value.until_ms - now);
    const failures = (found?.value.failures ?? 0) + 1;
    const condition =
      found === undefined
        ? ({ kind: 'absent' } as const)
        : ({ kind: 'revision', revision: found.revision } as const);
    const next = { failures, until_ms: now + delayAfterMs(failures) };
    if ((await deps.records.put(key, next, { condition, expiresAtMs: now + dayMs }, signal)) !== 'lost')
      return;
  }
  throw mustWait(firstDelayMs);
}

/** Forgets a network's failures and knows it from now on; call it when the password was right. */
export const noteSuccess =
  (deps: AttemptDeps) =>
  async (attempt: Attempt, signal: AbortSignal): Promise<void> => {
    const keys = keysOf(deps, attempt);
    const expiresAtMs = deps.clock.nowMs() + knownMs;
    await deps.records.remove(keys.pair, { kind: 'any' }, signal);
    await deps.records.put(keys.known, {}, { condition: { kind: 'any' }, expiresAtMs }, signal);
  };

function mustWait(retryAfterMs: number): RateLimited {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  const message = `Too many attempts to sign in as this user. Try again in ${seconds} s.`;
  return new RateLimited('too_many_attempts', message, { retryAfterMs });
}
