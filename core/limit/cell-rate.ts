import type { Rate, Take } from '../ports/rate-limiter.ts';

/** A rate in the terms of GCRA, in whole microseconds: what one request costs, and how far ahead of now the bucket may run. */
export interface CellRate {
  readonly costUs: number;
  readonly burstUs: number;
}

/** Rounded so that a full bucket gives exactly `requests`, whatever the window divides into. */
export function cellRate({ requests, windowMs }: Rate): CellRate {
  const costUs = Math.ceil((windowMs * 1_000) / requests);
  return { costUs, burstUs: costUs * requests };
}

/** The answer for a request that moved the bucket's theoretical arrival time to `tatUs`. */
export function taken({ costUs, burstUs }: CellRate, tatUs: number, nowUs: number): Take {
  const aheadUs = Math.max(0, tatUs - nowUs);
  const remaining = Math.max(0, Math.floor((burstUs - aheadUs) / costUs));
  return { isTaken: true, remaining, fullAfterMs: Math.ceil(aheadUs / 1_000) };
}

/** The answer for a request that the bucket, at `tatUs`, has no room for. */
export function refused({ costUs, burstUs }: CellRate, tatUs: number, nowUs: number): Take {
  const aheadUs = Math.max(0, tatUs - nowUs);
  const waitUs = Math.max(0, aheadUs + costUs - burstUs);
  return {
    isTaken: false,
    retryAfterMs: Math.max(1, Math.ceil(waitUs / 1_000)),
    fullAfterMs: Math.ceil(aheadUs / 1_000),
  };
}
