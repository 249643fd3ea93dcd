import { describe, expect, it } from 'vitest';
import type { Feed } from '../../web/mission/feed.ts';
import { emptyFeed } from '../../web/mission/feed.ts';
import { checksOf } from '../../web/mission/live-checks.ts';
import { sayNow } from '../../web/workspace/say-now.ts';
import { eventOf, missionId } from './mission-frames.ts';

const agreed = eventOf({
  seq: 2,
  event: 'spec-agreed',
  status: 'ARCHITECTING',
  data: {
    checks: [
      { id: 'c1', words: 'A task that I add is listed.' },
      { id: 'c2', words: 'A task can be ticked off.' },
      { id: 7 },
    ],
  },
});
const handedOver = (attempt: number, seq: number) =>
  eventOf({ seq, event: 'bundle-handed-over', status: 'BUILDING', data: { attempt } });
const reported = (attempt: number, seq: number) =>
  eventOf({
    seq,
    event: 'report-received',
    status: 'BUILDING',
    data: {
      attempt,
      outcome: 'passed',
      checks: {
        browser: 'Chromium',
        results: [
          { id: 'c1', outcome: 'held', shot_sha256: 'a'.repeat(64) },
          { id: 'c2', outcome: 'made-up' },
        ],
      },
    },
  });
type Batch = Feed['batches'][number];
const log = (attempt: number, step: Batch['step'], ...lines: string[]): Batch => ({
  type: 'log',
  mission_id: missionId,
  attempt,
  step,
  n: 0,
  lines,
});
const outcomes = (feed: Feed) => checksOf(feed).map(({ id, outcome }) => [id, outcome]);

describe('the checks of a mission that runs', () => {
  it('are untried until a pod tries them, and turn line by line', () => {
    expect(checksOf(emptyFeed)).toEqual([]);
    const feed = { ...emptyFeed, events: [agreed, handedOver(0, 3)] };
    expect(outcomes(feed)).toEqual([
      ['c1', 'untried'],
      ['c2', 'untried'],
    ]);
    const tried = {
      ...feed,
      batches: [
        log(0, 'accept', '✔ c1 held: A task that I add is listed.', '✖ c2 failed at step 2, click Done'),
      ],
    };
    expect(outcomes(tried)).toEqual([
      ['c1', 'held'],
      ['c2', 'failed'],
    ]);
  });

  it('are not turned by what the app itself prints', () => {
    const feed = { ...emptyFeed, events: [agreed, handedOver(0, 3)] };
    expect(outcomes({ ...feed, batches: [log(0, 'test', '✔ c1 held: nothing of the kind')] })).toEqual([
      ['c1', 'untried'],
      ['c2', 'untried'],
    ]);
  });

  it('are as the report says once it is in, and untried again at the next attempt', () => {
    const events = [agreed, handedOver(0, 3), reported(0, 4)];
    const [first, second] = checksOf({ ...emptyFeed, events });
    expect(first).toMatchObject({ outcome: 'held', shotSha256: 'a'.repeat(64) });
    expect(second).toMatchObject({ outcome: 'untried', shotSha256: undefined });
    expect(outcomes({ ...emptyFeed, events: [...events, handedOver(1, 5)] })).toEqual([
      ['c1', 'untried'],
      ['c2', 'untried'],
    ]);
  });
});

describe('what a mission is doing', () => {
  const writing = {
    phase: 'writing',
    files: [{ number: 2, path: 'src/a.js', bytes: 3 }],
    planned: 4,
    text: '',
  } as const;
  const author = (status: 'ARCHITECTING' | 'HEALING') =>
    eventOf({ seq: 3, event: 'authoring-started', status, data: { attempt: 0 } });

  it('is said in a line that is understood', () => {
    expect(sayNow(emptyFeed)).toBe('Starting…');
    const queued = eventOf({ seq: 1, event: 'mission-requested', status: 'QUEUED', data: {} });
    const place = 'Got it. Your app is next in line.';
    expect(sayNow({ ...emptyFeed, events: [queued] }, { status: 'QUEUED', speech: place })).toBe(place);
    expect(sayNow({ ...emptyFeed, events: [author('ARCHITECTING')] })).toBe('Thinking…');
    expect(sayNow({ ...emptyFeed, events: [author('ARCHITECTING')], writing })).toBe(
      'Writing src/a.js. File 2 of 4.',
    );
    expect(sayNow({ ...emptyFeed, events: [author('HEALING')], writing })).toMatch(/^Healing src/);
    const building = { ...emptyFeed, events: [handedOver(0, 3)] };
    expect(sayNow(building)).toBe('bundle-handed-over');
    expect(sayNow({ ...building, batches: [log(0, 'accept', 'x')] })).toMatch(/in a browser…$/);
    expect(sayNow({ ...building, batches: [log(0, 'some-step' as Batch['step'], 'x')] })).toBe(
      'bundle-handed-over',
    );
  });
});
