import type { ChainedEvent } from '../../core/wire/event.ts';
import type { MissionStatus } from '../../core/wire/mission.ts';
import { isEnd, isSuccess } from './statuses.ts';

export type StageId = 'queue' | 'write' | 'check' | 'heal' | 'build' | 'deploy' | 'propose';
export type StageState = 'waiting' | 'active' | 'done' | 'failed' | 'stopped';

/** A stage of a mission as the track shows it; `ms` is the time spent in it over all attempts, so far. */
export interface Stage {
  readonly id: StageId;
  readonly label: string;
  readonly state: StageState;
  readonly ms: number;
}

/** The stage that a status belongs to; an end belongs to none. */
export const stageOfStatus: Readonly<Partial<Record<MissionStatus, StageId>>> = {
  QUEUED: 'queue',
  ARCHITECTING: 'write',
  VALIDATING: 'check',
  HEALING: 'heal',
  BUILDING: 'build',
  DEPLOYING: 'deploy',
  PUBLISHING: 'propose',
};

/** The stages by name, in their order: a heal comes after what made it needed. */
export const stageLabels: Readonly<Record<StageId, string>> = {
  queue: 'Queue',
  write: 'Write',
  check: 'Check',
  build: 'Build and test',
  heal: 'Heal',
  deploy: 'Deploy',
  propose: 'Propose',
};

/** The stages of a mission with what became of each. Healing shows once it was needed; what was not asked for does not show. */
export function stageTrack(events: readonly ChainedEvent[], nowMs: number): readonly Stage[] {
  const visits = visitsOf(events, nowMs);
  const last = events.at(-1);
  return wantedStages(events, visits).map((id) => ({
    id,
    label: stageLabels[id],
    state: stateOf(id, visits, last?.status ?? 'QUEUED'),
    ms: visits.reduce((sum, visit) => (visit.stage === id ? sum + visit.ms : sum), 0),
  }));
}

interface Visit {
  readonly stage: StageId;
  readonly ms: number;
}

function visitsOf(events: readonly ChainedEvent[], nowMs: number): readonly Visit[] {
  return events.flatMap((event, index) => {
    const stage = stageOfStatus[event.status as MissionStatus];
    if (stage === undefined) return [];
    const next = events[index + 1];
    const until = next === undefined ? nowMs : Date.parse(next.at);
    return [{ stage, ms: Math.max(0, until - Date.parse(event.at)) }];
  });
}

function wantedStages(events: readonly ChainedEvent[], visits: readonly Visit[]): readonly StageId[] {
  const request = events[0]?.data;
  const isVisited = (id: StageId): boolean => visits.some((visit) => visit.stage === id);
  const optional: Readonly<Partial<Record<StageId, boolean>>> = {
    heal: isVisited('heal'),
    deploy: request?.deploy !== false || isVisited('deploy'),
    propose: request?.publish !== false || isVisited('propose'),
  };
  return (Object.keys(stageLabels) as StageId[]).filter((id) => optional[id] ?? true);
}

/** What made a heal needed has failed until it is tried again. */
function stateOf(id: StageId, visits: readonly Visit[], status: string): StageState {
  const latest = visits.findLastIndex(({ stage }) => stage === id);
  if (latest === -1) return 'waiting';
  if (isSuccess(status)) return 'done';
  const next = visits[latest + 1]?.stage;
  if (next !== undefined) return next === 'heal' ? 'failed' : 'done';
  if (!isEnd(status)) return 'active';
  return status === 'CANCELLED' ? 'stopped' : 'failed';
}
