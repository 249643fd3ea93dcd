import type { MissionEvent } from '../core/wire/event.ts';
import type { MissionStatus, MissionView } from '../core/wire/mission.ts';
import type { Memo } from './memos.ts';
import type { Row, StageName } from './table.ts';

/** What a mission's events and its view say of how a memo went. */
export function rowOf(
  { name }: Pick<Memo, 'name'>,
  run: number,
  view: MissionView,
  events: readonly MissionEvent[],
): Row {
  const stages = stageSeconds(events);
  return {
    memo: name,
    run,
    ended: view.status,
    checks: view.checks ?? null,
    heals: events.flatMap((event) =>
      event.event === 'heal-requested'
        ? [`${event.data.reason.failure.step}: ${event.data.reason.failure.message}`]
        : [],
    ),
    input_tokens: view.cost.input_tokens,
    output_tokens: view.cost.output_tokens,
    usd: view.cost.usd,
    seconds: rounded(Object.values(stages).reduce((sum, seconds) => sum + seconds, 0)),
    stage_seconds: stages,
    left_out: view.left_out.map(({ what }) => what),
    failure: view.failure?.message ?? null,
  };
}

/** A status lasts until the next event; what an app is to do is agreed while it is being written. */
function stageSeconds(events: readonly MissionEvent[]): Row['stage_seconds'] {
  const spent: Partial<Record<StageName, number>> = {};
  const agreedAt = events.findIndex(({ event }) => event === 'spec-agreed');
  for (const [index, event] of events.slice(1).entries()) {
    const before = events[index];
    const stage = before && stageOf(before.status, index < agreedAt);
    if (before === undefined || stage === undefined) continue;
    spent[stage] = rounded((spent[stage] ?? 0) + (Date.parse(event.at) - Date.parse(before.at)) / 1_000);
  }
  return spent;
}

const stages: Readonly<Partial<Record<MissionStatus, StageName>>> = {
  QUEUED: 'specify',
  ARCHITECTING: 'write',
  VALIDATING: 'gate',
  HEALING: 'heal',
  BUILDING: 'build',
  DEPLOYING: 'deploy',
  PUBLISHING: 'propose',
};

const stageOf = (status: MissionStatus, isBeforeSpec: boolean): StageName | undefined =>
  status === 'ARCHITECTING' && isBeforeSpec ? 'specify' : stages[status];

const rounded = (seconds: number): number => Math.round(seconds * 100) / 100;
