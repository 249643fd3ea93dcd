import type { ChainedEvent } from '../../core/wire/event.ts';
import { isFields, listIn } from './event-fields.ts';

/** A check that did not hold, in its words. */
export interface FailedCheck {
  readonly id: string;
  readonly words: string;
  readonly shotSha256: string | undefined;
}

/** What of the agreed checks a report says did not hold; nothing for other events, and for reports that tell of no checks. */
export function failedChecks(
  { event, data }: Pick<ChainedEvent, 'event' | 'data'>,
  events: readonly ChainedEvent[],
): readonly FailedCheck[] {
  if (event !== 'report-received') return [];
  const agreed = listIn(events.findLast((one) => one.event === 'spec-agreed')?.data, 'checks');
  return failedIn(data).flatMap(({ id, shot_sha256: shot }) => {
    const words = agreed.find((check) => check.id === id)?.words;
    if (typeof id !== 'string' || typeof words !== 'string') return [];
    return [{ id, words, shotSha256: typeof shot === 'string' ? shot : undefined }];
  });
}

/** Whether a report's data tell of a check that did not hold. */
export const hasFailedChecks = (data: ChainedEvent['data']): boolean => failedIn(data).length > 0;

const failedIn = (data: ChainedEvent['data']): ReturnType<typeof listIn> =>
  isFields(data.checks) ? listIn(data.checks, 'results').filter(({ outcome }) => outcome === 'failed') : [];
