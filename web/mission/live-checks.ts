import { builtAttempts, reportedAttempts } from './attempts.ts';
import type { CheckStanding } from './check-standing.ts';
import { isFields, listIn } from './event-fields.ts';
import type { Feed } from './feed.ts';
import { liveLog } from './feed.ts';

type Outcome = CheckStanding['outcome'];

/**
 * The checks of a mission in the order in which they were agreed, as far as its events tell, and while a pod tries them, as its log does line by
 * line. What a report says counts for the attempt that it is of.
 */
export function checksOf(feed: Feed): readonly CheckStanding[] {
  const agreed = feed.events.findLast(({ event }) => event === 'spec-agreed')?.data;
  const attempt = builtAttempts(feed.events).at(-1);
  const results = reportedAttempts(feed.events).at(-1) === attempt ? reportedIn(feed) : undefined;
  const heard = results === undefined && attempt !== undefined ? heardIn(feed, attempt) : undefined;
  return listIn(agreed, 'checks').flatMap(({ id, words }) => {
    if (typeof id !== 'string' || typeof words !== 'string') return [];
    const result = results?.get(id);
    const outcome = result?.outcome ?? heard?.get(id) ?? 'untried';
    return [{ id, words, outcome, shotSha256: result?.shotSha256 }];
  });
}

function reportedIn(feed: Feed): ReadonlyMap<string, { outcome: Outcome; shotSha256: string | undefined }> {
  const { checks } = feed.events.findLast(({ event }) => event === 'report-received')?.data ?? {};
  const results = listIn(isFields(checks) ? checks : undefined, 'results');
  return new Map(
    results.map(({ id, outcome, shot_sha256: shot }) => [
      String(id),
      { outcome: isOutcome(outcome) ? outcome : 'untried', shotSha256: asText(shot) },
    ]),
  );
}

/** The lines that a pod writes of each check as it tries them. */
const told = /^(?:✔ (?<held>c\d+) held: |✖ (?<failed>c\d+) failed)/;

function heardIn(feed: Feed, attempt: number): ReadonlyMap<string, Outcome> {
  const { lines } = liveLog(feed, attempt);
  return new Map(
    lines.flatMap(({ step, text }): [string, Outcome][] => {
      const { held, failed } = (step === 'accept' && told.exec(text)?.groups) || {};
      if (held !== undefined) return [[held, 'held']];
      return failed === undefined ? [] : [[failed, 'failed']];
    }),
  );
}

const outcomes: ReadonlySet<unknown> = new Set<Outcome>([
  'held',
  'failed',
  'not-reached',
  'not-run',
  'waived',
]);
const isOutcome = (value: unknown): value is Outcome => outcomes.has(value);
const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
