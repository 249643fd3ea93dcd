import type { JSX } from 'preact';
import { describeError, isFinal } from '../api/api-error.ts';

/** What went wrong, read out at once, with a way on where there is one. Shows nothing where nothing did. */
export function Problem({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
}): JSX.Element | null {
  if (error === undefined) return null;
  return (
    <div class="notice notice-bad" role="alert">
      <p>{describeError(error)}</p>
      {onRetry && !isFinal(error) && (
        <button class="button button-small" type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
