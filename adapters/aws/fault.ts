import { DependencyFailed, DependencyRefused } from '../../core/errors.ts';

interface SdkError extends Error {
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

const momentNames =
  /throttl|toomanyrequests|limitexceeded|slowdown|provisionedthroughput|timeout|conflict|internal|unavailable/i;
const momentMessages = /capacity is unavailable|reached the limit/i;
const accountNames = /credentials|tokenprovider|expiredtoken|unrecognizedclient|invalidsignature/i;

const retryAfterThrottlingMs = 3_000;

/** True for an error of the SDK that has this name, from whichever copy of its class. */
export const isNamed = (error: unknown, ...names: readonly string[]): error is SdkError =>
  error instanceof Error && names.includes(error.name);

/** True when the SDK had sent the request before, so that this failure may be the echo of a success whose answer was lost. */
export const wasRetried = (error: unknown): boolean => ((error as SdkError).$metadata?.attempts ?? 1) > 1;

/**
 * What to throw for an error of the SDK: the caller's own reason once it has given up, DependencyRefused where no retry helps, else
 * DependencyFailed. The SDK's words stay in `cause`, because they name accounts.
 */
export function awsFault(service: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const name = error instanceof Error ? error.name : 'Error';
  const details = { service, error: name };
  if (accountNames.test(name)) {
    const message = `${service} did not accept the credentials. Give the function a role, or set AWS_PROFILE.`;
    return new DependencyRefused('aws_not_connected', message, { cause: error, details });
  }
  if (isRefusal(error)) {
    const message = `${service} refused the call (${name}). Check the role's permissions and the configured names.`;
    return new DependencyRefused('aws_refused', message, { cause: error, details });
  }
  const isThrottled = /throttl|toomany|limit|slowdown/i.test(name);
  const message = `${service} did not answer properly (${name}). Try again in a little while.`;
  const retry = isThrottled ? { retryAfterMs: retryAfterThrottlingMs } : {};
  return new DependencyFailed('aws_failed', message, { cause: error, details, ...retry });
}

/** Client faults that will be the same next time. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $fault, $metadata, name, message }: SdkError = error;
  if ($fault !== 'client') return false;
  if ([408, 409, 425, 429].includes($metadata?.httpStatusCode ?? 0)) return false;
  return !momentNames.test(name) && !momentMessages.test(message);
}
