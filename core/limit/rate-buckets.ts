import type { Caller } from '../access/sessions.ts';
import type { Rate } from '../ports/rate-limiter.ts';
import type { Route } from '../wire/routes.ts';

/** Requests a minute. An API key's bucket is smaller than its user's, so that a key run wild leaves its owner the console. */
export interface RateLimits {
  readonly read: number;
  readonly build: number;
  readonly keyRead: number;
  readonly keyBuild: number;
  readonly address: number;
  readonly signIn: number;
}

/** A bucket that a request takes from. */
export interface RateBucket {
  /** As the RateLimit headers call it. */
  readonly name: string;
  readonly key: string;
  readonly rate: Rate;
  /** What happens when the limiter cannot say: only guessing at passwords must never be free. */
  readonly whenUnknown: 'pass' | 'refuse';
}

/** A session's caller has no scopes; an API key's has, and the key's id stands in `sessionId`. */
type RatedCaller = Pick<Caller, 'id' | 'sessionId' | 'scopes'>;
type RatedRoute = Pick<Route, 'method' | 'path' | 'scope'>;

const windowMs = 60_000;

const bucket = (name: string, key: string, requests: number, whenUnknown: 'pass' | 'refuse' = 'pass') => ({
  name,
  key,
  rate: { requests, windowMs },
  whenUnknown,
});

/** Whoever it is: judged before anything is looked up. Signing in has a tighter bucket of its own. */
export function addressBuckets(
  route: RatedRoute,
  address: string,
  limits: RateLimits,
): readonly RateBucket[] {
  const all = bucket('address', `address#${address}`, limits.address);
  if (!isSignIn(route)) return [all];
  return [all, bucket('sign-in', `sign-in#${address}`, limits.signIn, 'refuse')];
}

/** A verified caller: the API key's bucket first where there is one, then its user's. */
export function callerBuckets(
  route: RatedRoute,
  caller: RatedCaller,
  limits: RateLimits,
): readonly RateBucket[] {
  const kind = route.scope === 'build' || route.scope === 'merge' ? 'build' : 'read';
  const user = bucket(kind, `user#${caller.id}#${kind}`, limits[kind]);
  if (caller.scopes === undefined) return [user];
  const requests = kind === 'build' ? limits.keyBuild : limits.keyRead;
  return [bucket(`key-${kind}`, `key#${caller.sessionId}#${kind}`, requests), user];
}

/** Where tokens are had for the asking, or programs make themselves known. */
const guessing = new Set(['/gantry/auth', '/gantry/oauth/register', '/gantry/oauth/token']);

function isSignIn({ method, path }: RatedRoute): boolean {
  return (method === 'POST' && guessing.has(path)) || path.startsWith('/gantry/oidc/');
}
