import { RateLimited } from '../errors.ts';
import type { Take } from '../ports/rate-limiter.ts';
import type { RatedBucket } from './take-tokens.ts';

/** The standard fields (IETF draft-ietf-httpapi-ratelimit-headers): every policy that was applied, and what each still gives. */
export function rateHeaders(rated: readonly RatedBucket[]): Record<string, string> {
  const known = rated.filter((entry): entry is RatedBucket & { take: Take } => entry.take !== undefined);
  if (known.length === 0) return {};
  return {
    'ratelimit-policy': known
      .map(({ bucket: { name, rate } }) => `"${name}";q=${rate.requests};w=${seconds(rate.windowMs)}`)
      .join(', '),
    ratelimit: known.map(({ bucket: { name }, take }) => `"${name}";${serviceLimit(take)}`).join(', '),
  };
}

function serviceLimit(take: Take): string {
  return take.isTaken
    ? `r=${take.remaining};t=${seconds(take.fullAfterMs)}`
    : `r=0;t=${seconds(take.retryAfterMs)}`;
}

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1_000);

/** The refusal of a bucket that is empty, if there is one. */
export function refusalOf(rated: readonly RatedBucket[]): RateLimited | undefined {
  const refused = rated.find(({ take }) => take?.isTaken === false);
  if (refused?.take?.isTaken !== false) return undefined;
  const { bucket, take } = refused;
  const { requests, windowMs } = bucket.rate;
  return new RateLimited(
    'rate_limited',
    `Too many requests: ${requests} are allowed in ${seconds(windowMs)} s (${bucket.name}). Try again in ${seconds(take.retryAfterMs)} s.`,
    { retryAfterMs: take.retryAfterMs, details: { limit: bucket.name } },
  );
}
