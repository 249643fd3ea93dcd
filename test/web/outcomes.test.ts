import { describe, expect, it } from 'vitest';
import type { MissionStatus } from '../../core/wire/mission.ts';
import { outcomesOf, sayOutcomes } from '../../web/apps/outcomes-of.ts';
import { viewOf } from './mission-frames.ts';

const took = (status: MissionStatus, seconds: number) =>
  viewOf(status, { app: 'board', updated_at: `2026-01-01T00:00:${String(seconds).padStart(2, '0')}Z` });

describe('the outcomes of an app', () => {
  it('are its missions, oldest first, each as long as it took beside the longest', () => {
    const bars = outcomesOf('board', [
      took('BUILDING', 5),
      took('CANCELLED', 10),
      took('FAILED', 20),
      took('DEPLOYED', 40),
    ]);
    expect(bars.map(({ kind, share }) => [kind, share])).toEqual([
      ['good', 1],
      ['bad', 0.5],
      ['stopped', 0.25],
      ['running', 0.125],
    ]);
    expect(sayOutcomes(bars)).toBe('4 missions: 1 shipped, 1 failed, 1 cancelled, 1 running');
  });

  it('leave out other apps, and all but the newest sixteen', () => {
    expect(outcomesOf('notes', [took('DEPLOYED', 1)])).toEqual([]);
    const many = Array.from({ length: 20 }, (_, index) => took(index < 16 ? 'DEPLOYED' : 'FAILED', 1));
    expect(sayOutcomes(outcomesOf('board', many))).toBe('16 missions: 16 shipped');
    expect(sayOutcomes(outcomesOf('board', [took('DEPLOYED', 0)]))).toBe('1 mission: 1 shipped');
  });
});
