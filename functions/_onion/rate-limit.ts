import type { MiddlewareObj } from '@middy/core';
import { rateLimiter } from '#world';
import type { Caller } from '../../core/access/sessions.ts';
import type { RateBucket } from '../../core/limit/rate-buckets.ts';
import { addressBuckets, callerBuckets } from '../../core/limit/rate-buckets.ts';
import { rateHeaders, refusalOf } from '../../core/limit/rate-headers.ts';
import { takeTokens } from '../../core/limit/take-tokens.ts';
import type { Route } from '../../core/wire/routes/route.ts';
import { clientAddress } from './client-address.ts';
import { functionConfig } from './config.ts';
import type { HttpEvent } from './http-call.ts';
import { logTrouble } from './log.ts';

/** Takes for the client's address, before anybody is looked up: a flood of bad tokens costs one write each and no look-up. */
export function limitsAddress(): MiddlewareObj<HttpEvent> {
  return {
    before: async ({ event }) => {
      const { rates, edgeSecret } = functionConfig();
      if (event.endpoint === undefined) return;
      await take(event, addressBuckets(event.endpoint.route, clientAddress(event, edgeSecret), rates));
    },
  };
}

/** Takes for the verified caller, before anything is looked up for it. */
export function limitsCaller(): MiddlewareObj<HttpEvent> {
  return {
    before: async ({ event }) => {
      if (event.endpoint === undefined || event.caller === undefined) return;
      await take(event, callerBuckets(event.endpoint.route, event.caller, functionConfig().rates));
    },
  };
}

/** Takes for a caller who calls a route by way of another. */
export const takeForCaller = (route: Route, caller: Caller): Promise<void> =>
  take({}, callerBuckets(route, caller, functionConfig().rates));

async function take(event: Pick<HttpEvent, 'rated'>, buckets: readonly RateBucket[]): Promise<void> {
  const rated = await takeTokens({ rateLimiter: rateLimiter(), onFailure: logFailure })(
    buckets,
    AbortSignal.any([]),
  );
  event.rated = [...(event.rated ?? []), ...rated];
  const refusal = refusalOf(rated);
  if (refusal !== undefined) throw refusal;
}

const logFailure = (error: unknown): void => logTrouble('The rate limiter failed.', error);

/** The RateLimit headers of a request, for whatever answer it gets. */
export const rateHeadersOf = (event: HttpEvent): Record<string, string> => rateHeaders(event.rated ?? []);
