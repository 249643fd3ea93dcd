import type { MissionLogDeps } from '../../mission/append-facts.ts';
import { readMission } from '../../mission/append-facts.ts';
import { hasEnded } from '../../mission/mission.ts';
import { listMissions } from '../../mission/mission-rows.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { type MissionId, missionIdSchema } from '../../wire/ids.ts';
import { terminalStatuses } from '../../wire/mission.ts';
import type { AppRecord } from '../app.ts';

interface Deps extends Pick<MissionLogDeps, 'eventLog'> {
  readonly records: RecordStore;
}

/** A mission that is older than so many others of its owner has ended. */
const newest = 500;
const ended: ReadonlySet<string> = new Set(terminalStatuses);

/** The missions that work on an app now, by their events: a list row may lag behind them. */
export const runningMissions =
  (deps: Deps) =>
  async ({ owner, slug }: AppRecord, signal: AbortSignal): Promise<readonly MissionId[]> => {
    const filter = { limit: newest, cursor: undefined, status: undefined, q: undefined };
    const { missions } = await listMissions(deps)(owner, filter, signal);
    const unended = missions.filter(({ app, status }) => app === slug && !ended.has(status));
    const ids = unended.map(({ mission_id }) => missionIdSchema.parse(mission_id));
    const read = await Promise.all(ids.map((id) => readMission(deps)(id, { signal })));
    return read.filter((mission) => !hasEnded(mission)).map(({ missionId }) => missionId);
  };
