/** One entry of a Retry field with its defaults filled in. */
export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  readonly maxDelaySeconds: number | undefined;
  readonly jitter: 'FULL' | 'NONE';
}

/** What follows an error of a Task; `retryCounts` holds the retries used so far of each retrier, by index. */
export type Recovery =
  | { readonly kind: 'retry'; readonly delayMs: number; readonly retryCounts: readonly number[] }
  | { readonly kind: 'catch'; readonly catcherIndex: number }
  | { readonly kind: 'fail' };

interface RecoveryQuestion {
  readonly error: string;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly { readonly errorEquals: readonly string[] }[];
  readonly retryCounts: readonly number[];
  /** At least 0 and below 1. */
  readonly random: () => number;
}

const timeouts = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

function matchesName(pattern: string, error: string): boolean {
  if (pattern === error) return true;
  if (error === 'States.DataLimitExceeded') return false;
  if (pattern === 'States.ALL') return true;
  if (pattern === 'States.TaskFailed') return !timeouts.has(error);
  return pattern === 'States.Timeout' && error === 'States.HeartbeatTimeout';
}

/** True when a Retry or Catch with these names takes the error; States.Runtime is never taken, DataLimitExceeded only by name. */
export function matchesError(errorEquals: readonly string[], error: string): boolean {
  return error !== 'States.Runtime' && errorEquals.some((pattern) => matchesName(pattern, error));
}

/** The delay before the retry that follows `retriesUsed` earlier ones; FULL jitter draws anything from 0 up to it. */
export function retryDelayMs(retrier: Retrier, retriesUsed: number, random: () => number): number {
  const grownSeconds = retrier.intervalSeconds * retrier.backoffRate ** retriesUsed;
  const delayMs = Math.min(grownSeconds, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1_000;
  return Math.round(retrier.jitter === 'FULL' ? delayMs * random() : delayMs);
}

/** Only the first retrier that matches counts: when its attempts are used up, no later retrier steps in. */
export function decideRecovery(question: RecoveryQuestion): Recovery {
  const { error, retriers, catchers, retryCounts, random } = question;
  const index = retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, error));
  const retrier = retriers[index];
  const used = retryCounts[index] ?? 0;
  if (retrier !== undefined && used < retrier.maxAttempts) {
    const counts = retriers.map((_, at) => (retryCounts[at] ?? 0) + (at === index ? 1 : 0));
    return { kind: 'retry', delayMs: retryDelayMs(retrier, used, random), retryCounts: counts };
  }
  const catcherIndex = catchers.findIndex(({ errorEquals }) => matchesError(errorEquals, error));
  return catcherIndex === -1 ? { kind: 'fail' } : { kind: 'catch', catcherIndex };
}
