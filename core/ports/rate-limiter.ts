/** A bucket's size: so many requests at once, and as many again over each window. */
export interface Rate {
  readonly requests: number;
  readonly windowMs: number;
}

/** What a take found. `remaining` is what the bucket still gives at once; it is full again after `fullAfterMs`. */
export type Take =
  | { readonly isTaken: true; readonly remaining: number; readonly fullAfterMs: number }
  | { readonly isTaken: false; readonly retryAfterMs: number; readonly fullAfterMs: number };

/** Token buckets by key (GCRA). Exact: of any number of takes at once, no more pass than the bucket holds. DynamoDB `access` on AWS, node:sqlite locally. */
export interface RateLimiter {
  /** Takes one token; a bucket that was never taken from is full. */
  take(key: string, rate: Rate, signal: AbortSignal): Promise<Take>;
}
