import type { ChainedEvent } from '../../core/wire/event.ts';

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

type Fields = Readonly<Record<string, unknown>>;

const failedIn = (data: Fields): readonly Fields[] =>
  isFields(data.checks) ? listIn(data.checks, 'results').filter(({ outcome }) => outcome === 'failed') : [];

/** Events are shown as they come, so a list may be missing or hold anything. */
function listIn(fields: Fields | undefined, name: string): readonly Fields[] {
  const list = fields?.[name];
  return Array.isArray(list) ? list.filter(isFields) : [];
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
