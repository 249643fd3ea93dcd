import { describe, expect, it } from 'vitest';
import { canReturnTo, liveMission, openPulls, standingOf } from '../../web/apps/app-story.ts';
import { eventOf } from './mission-frames.ts';

const told = (seq: number, event: string, missionId: string, more: Record<string, unknown> = {}) =>
  eventOf({ seq, event, status: 'QUEUED', data: { mission_id: missionId, ...more } });

const events = [
  told(1, 'pull-request-opened', 'one', { number: 1, pr_url: 'http://localhost/pulls/ada/board/1' }),
  told(2, 'pull-request-merged', 'one'),
  told(3, 'app-promoted', 'one'),
  told(4, 'pull-request-opened', 'two', { number: 2, pr_url: 'http://localhost/pulls/ada/board/2' }),
  told(5, 'pull-request-merged', 'two'),
  told(6, 'app-promoted', 'two'),
  told(7, 'pull-request-opened', 'three', { number: 3, pr_url: 'http://localhost/pulls/ada/board/3' }),
];

describe('an app’s story', () => {
  it('tells which pull requests wait for approval', () => {
    expect(openPulls(events)).toEqual([
      { missionId: 'three', number: 3, url: 'http://localhost/pulls/ada/board/3' },
    ]);
  });

  it('tells which version is live, after a roll-back too', () => {
    expect(liveMission(events)).toBe('two');
    expect(liveMission([...events, told(8, 'app-rolled-back', 'one')])).toBe('one');
    expect(liveMission([])).toBeUndefined();
  });

  it('offers the way back to each earlier version once, and never to the live one', () => {
    const returns = (all: typeof events) =>
      all.filter((event) => canReturnTo(event, all)).map(({ seq }) => seq);
    expect(returns(events)).toEqual([3]);
    expect(returns([...events, told(8, 'app-rolled-back', 'one')])).toEqual([6]);
  });

  it('tells of a merged version whether it is live, and why not', () => {
    expect(standingOf('three', events)).toBeUndefined();
    expect(standingOf('two', events)).toEqual({ kind: 'live' });
    expect(standingOf('one', events)).toEqual({ kind: 'replaced' });
    const merged = [...events, told(8, 'pull-request-merged', 'three')];
    expect(standingOf('three', merged)).toEqual({ kind: 'pending' });
    const refused = { ...told(9, 'promotion-refused', 'three'), message: 'Not promoted: why.' };
    expect(standingOf('three', [...merged, refused])).toEqual({ kind: 'refused', why: 'Not promoted: why.' });
  });
});
