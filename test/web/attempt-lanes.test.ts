import { describe, expect, it } from 'vitest';
import { attemptLanes } from '../../web/mission/attempt-lanes.ts';
import { eventOf, shippedMission } from './mission-frames.ts';

const nowMs = Date.UTC(2026, 0, 1) + 100_000;
const shot = (digit: string): string => digit.repeat(64);
const cost = (usd: number) => ({ usd, input_tokens: 1, output_tokens: 1 });
const results = (outcome: string, digit: string) => ({
  browser: 'Chromium',
  results: [{ id: 'c1', outcome, shot_sha256: shot(digit) }],
});

/** A first draft whose check fails, and a heal that mends it. */
const healed = [
  eventOf({ seq: 1, event: 'mission-requested', status: 'QUEUED' }),
  eventOf({
    seq: 2,
    event: 'spec-agreed',
    status: 'ARCHITECTING',
    data: { checks: [{ id: 'c1', words: 'A task stays.' }], cost: cost(0.01) },
  }),
  eventOf({ seq: 3, event: 'authoring-started', status: 'ARCHITECTING', data: { attempt: 0 } }),
  eventOf({ seq: 10, event: 'draft-stored', status: 'VALIDATING', data: { attempt: 0, cost: cost(0.2) } }),
  eventOf({ seq: 11, event: 'bundle-handed-over', status: 'BUILDING', data: { attempt: 0 } }),
  eventOf({
    seq: 20,
    event: 'report-received',
    status: 'BUILDING',
    data: { attempt: 0, outcome: 'failed', checks: results('failed', '1') },
  }),
  eventOf({ seq: 21, event: 'heal-requested', status: 'HEALING', data: { attempt: 1 } }),
  eventOf({
    seq: 31,
    event: 'draft-stored',
    status: 'VALIDATING',
    data: { attempt: 1, cost: cost(0.1), diagnosis: 'It was never saved.' },
  }),
  eventOf({ seq: 32, event: 'bundle-handed-over', status: 'BUILDING', data: { attempt: 1 } }),
  eventOf({
    seq: 40,
    event: 'report-received',
    status: 'BUILDING',
    data: { attempt: 1, outcome: 'passed', checks: results('held', '2') },
  }),
  eventOf({ seq: 41, event: 'deploy-intended', status: 'DEPLOYING' }),
  eventOf({ seq: 45, event: 'mission-shipped', status: 'DEPLOYED', data: { cost: cost(0.31) } }),
];

describe('attemptLanes', () => {
  it('tells of each attempt what it did and when, one stretch a stage', () => {
    const [first, second] = attemptLanes(healed, nowMs);
    expect(first?.spans).toEqual([
      { stage: 'queue', fromMs: 0, toMs: 1_000 },
      { stage: 'write', fromMs: 1_000, toMs: 9_000 },
      { stage: 'check', fromMs: 9_000, toMs: 10_000 },
      { stage: 'build', fromMs: 10_000, toMs: 20_000 },
    ]);
    expect(second?.spans.map(({ stage }) => stage)).toEqual(['heal', 'check', 'build', 'deploy']);
    expect(second?.spans.at(-1)?.toMs).toBe(44_000);
  });

  it('shows what failed in the first and works since the second, each with its picture', () => {
    const [first, second] = attemptLanes(healed, nowMs);
    expect(first).toMatchObject({ label: 'First draft', ending: 'failed', mended: [] });
    expect(first?.failed).toEqual([{ id: 'c1', words: 'A task stays.', shotSha256: shot('1') }]);
    expect(second).toMatchObject({ label: 'Heal 1', ending: 'works', failed: [] });
    expect(second?.mended).toEqual([{ id: 'c1', words: 'A task stays.', shotSha256: shot('2') }]);
    expect(second?.diagnosis).toBe('It was never saved.');
  });

  it('counts the cost of each attempt once', () => {
    expect(attemptLanes(healed, nowMs).map(({ costUsd }) => costUsd.toFixed(2))).toEqual(['0.21', '0.10']);
  });

  it('lets the last stretch of a mission that runs grow until now', () => {
    const [lane] = attemptLanes(healed.slice(0, 3), nowMs);
    expect(lane).toMatchObject({ ending: 'running', failure: undefined });
    expect(lane?.spans.at(-1)).toEqual({ stage: 'write', fromMs: 1_000, toMs: 99_000 });
  });

  it('says why there is no other attempt, and how a mission without a report ended', () => {
    const stopped = [...healed.slice(0, 6), eventOf({ seq: 21, event: 'mission-stopped', status: 'FAILED' })];
    expect(attemptLanes(stopped, nowMs)).toMatchObject([{ ending: 'failed', failure: 'mission-stopped' }]);
    const cancelled = [
      ...healed.slice(0, 4),
      eventOf({ seq: 21, event: 'mission-cancelled', status: 'CANCELLED' }),
    ];
    expect(attemptLanes(cancelled, nowMs)).toMatchObject([{ ending: 'stopped' }]);
  });

  it('is one lane for a mission that needed no heal', () => {
    expect(attemptLanes(shippedMission, nowMs)).toMatchObject([{ ending: 'works', failed: [] }]);
    expect(attemptLanes([], nowMs)).toEqual([]);
  });

  it('goes back to the draft that works where a heal made it worse', () => {
    const worse = [
      ...healed.slice(0, 5),
      eventOf({
        seq: 20,
        event: 'report-received',
        status: 'BUILDING',
        data: { attempt: 0, outcome: 'passed', checks: results('failed', '1') },
      }),
      ...healed.slice(6, 8),
      eventOf({ seq: 40, event: 'draft-restored', status: 'BUILDING', data: { attempt: 0 } }),
      eventOf({ seq: 41, event: 'deploy-intended', status: 'DEPLOYING' }),
      eventOf({ seq: 45, event: 'mission-shipped', status: 'DEPLOYED' }),
    ];
    const [first, second] = attemptLanes(worse, nowMs);
    expect(first).toMatchObject({ ending: 'partly', failure: undefined });
    expect(first?.spans.at(-1)?.stage).toBe('deploy');
    expect(second).toMatchObject({ ending: 'failed', failure: 'draft-restored' });
  });

  it('calls an app that ships with a check that does not hold one that works in part', () => {
    const partly = [
      ...healed.slice(0, 5),
      eventOf({
        seq: 20,
        event: 'report-received',
        status: 'BUILDING',
        data: { attempt: 0, outcome: 'passed', checks: results('failed', '1') },
      }),
      eventOf({ seq: 21, event: 'mission-shipped', status: 'DEPLOYED' }),
    ];
    expect(attemptLanes(partly, nowMs)).toMatchObject([{ ending: 'partly' }]);
  });
});
