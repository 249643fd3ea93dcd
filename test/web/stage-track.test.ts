import { describe, expect, it } from 'vitest';
import { stageTrack } from '../../web/mission/stage-track.ts';
import { eventOf, shippedMission } from './mission-frames.ts';

const nowMs = Date.UTC(2026, 0, 1) + 60_000;
const states = (events: Parameters<typeof stageTrack>[0]) =>
  stageTrack(events, nowMs).map(({ id, state }) => `${id} ${state}`);

describe('stageTrack', () => {
  it('shows every stage done once the mission shipped, without a heal that was not needed', () => {
    expect(states(shippedMission)).toEqual([
      'queue done',
      'write done',
      'check done',
      'build done',
      'deploy done',
      'propose done',
    ]);
  });

  it('times a stage from its first event to the next stage, and the active one until now', () => {
    const track = stageTrack(shippedMission.slice(0, 5), nowMs);
    expect(track.find(({ id }) => id === 'check')).toMatchObject({ state: 'done', ms: 2_000 });
    expect(track.find(({ id }) => id === 'build')).toMatchObject({ state: 'active', ms: 55_000 });
  });

  it('shows healing once it was needed, and adds up what was passed twice', () => {
    const healed = [
      ...shippedMission.slice(0, 6),
      eventOf({ seq: 7, event: 'heal-requested', status: 'HEALING' }),
      eventOf({ seq: 8, event: 'draft-stored', status: 'VALIDATING' }),
      eventOf({ seq: 9, event: 'bundle-handed-over', status: 'BUILDING' }),
    ];
    expect(states(healed)).toEqual([
      'queue done',
      'write done',
      'check done',
      'build active',
      'heal done',
      'deploy waiting',
      'propose waiting',
    ]);
    expect(stageTrack(healed, nowMs).find(({ id }) => id === 'check')?.ms).toBe(3_000);
  });

  it('calls what made a heal needed failed until it is tried again', () => {
    const healing = [
      ...shippedMission.slice(0, 6),
      eventOf({ seq: 7, event: 'heal-requested', status: 'HEALING' }),
    ];
    const checking = [...healing, eventOf({ seq: 8, event: 'draft-stored', status: 'VALIDATING' })];
    expect(states(healing).slice(2, 5)).toEqual(['check done', 'build failed', 'heal active']);
    expect(states(checking).slice(2, 5)).toEqual(['check active', 'build failed', 'heal done']);
  });

  it('claims nothing of a mission before its first event came', () => {
    expect(new Set(stageTrack([], nowMs).map(({ state }) => state))).toEqual(new Set(['waiting']));
  });

  it('marks the stage that a mission failed in, and does not call a cancelled one failed', () => {
    const until = shippedMission.slice(0, 6);
    expect(states([...until, eventOf({ seq: 7, event: 'mission-stopped', status: 'FAILED' })])[3]).toBe(
      'build failed',
    );
    expect(states([...until, eventOf({ seq: 7, event: 'mission-cancelled', status: 'CANCELLED' })])[3]).toBe(
      'build stopped',
    );
  });

  it('leaves out what was not asked for', () => {
    const request = eventOf({
      seq: 1,
      event: 'mission-requested',
      status: 'QUEUED',
      data: { deploy: false, publish: true },
    });
    expect(stageTrack([request], nowMs).map(({ id }) => id)).toEqual([
      'queue',
      'write',
      'check',
      'build',
      'propose',
    ]);
  });
});
