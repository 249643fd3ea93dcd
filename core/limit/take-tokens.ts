import { DependencyFailed } from '../errors.ts';
import type { RateLimiter, Take } from '../ports/rate-limiter.ts';
import type { RateBucket } from './rate-buckets.ts';

/** A bucket after a request took from it; undefined is a limiter that could not say. */
export interface RatedBucket {
  readonly bucket: RateBucket;
  readonly take: Take | undefined;
}

interface TakeDeps {
  readonly rateLimiter: RateLimiter;
  /** Hears of a limiter that failed: the request may have gone through all the same. */
  readonly onFailure: (error: unknown) => void;
}

/** Longer than a conditional write takes, shorter than a person notices. */
const timeoutMs = 1_500;

/**
 * Takes from each bucket in turn and stops at the first that refuses. Where the limiter fails, requests pass: it keeps people from
 * crowding each other out, money is guarded by the budget ledger. Only a bucket that says so refuses then, with DependencyFailed.
 */
export const takeTokens =
  (deps: TakeDeps) =>
  async (buckets: readonly RateBucket[], signal: AbortSignal): Promise<readonly RatedBucket[]> => {
    const rated: RatedBucket[] = [];
    for (const bucket of buckets) {
      const take = await takeOne(deps, bucket, signal);
      rated.push({ bucket, take });
      if (take?.isTaken === false) return rated;
    }
    return rated;
  };

async function takeOne(
  { rateLimiter, onFailure }: TakeDeps,
  { key, rate, whenUnknown }: RateBucket,
  signal: AbortSignal,
): Promise<Take | undefined> {
  try {
    return await rateLimiter.take(key, rate, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
  } catch (cause) {
    signal.throwIfAborted();
    onFailure(cause);
    if (whenUnknown === 'pass') return undefined;
    throw new DependencyFailed(
      'limiter_unavailable',
      'Signing in is not possible for a moment, because attempts cannot be counted. Try again shortly.',
      { cause, retryAfterMs: 5_000 },
    );
  }
}
