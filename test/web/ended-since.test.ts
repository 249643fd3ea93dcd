import { describe, expect, it } from 'vitest';
import { endedSince, runningIn } from '../../web/shell/ended-since.ts';
import { missionId, viewOf } from './mission-frames.ts';

describe('a notice of an end', () => {
  it('is of a mission that ran when it was last looked at and has ended', () => {
    const running = runningIn([viewOf('BUILDING')]);
    expect(endedSince(running, [viewOf('DEPLOYED')]).map(({ mission_id: id }) => id)).toEqual([missionId]);
  });

  it('is of nothing that ended before anybody looked, and of no mission twice', () => {
    const ended = [viewOf('FAILED')];
    expect(endedSince(new Set(), ended)).toEqual([]);
    expect(endedSince(runningIn(ended), ended)).toEqual([]);
  });
});
