import { DatabaseSync } from 'node:sqlite';
import { createEventLog } from '../../../adapters/local/event-log.ts';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import { manualClock } from '../ports/manual-clock.ts';
import { never } from '../ports/never.ts';
import { request } from './samples.ts';

const clock = manualClock();
const database = new DatabaseSync(':memory:');
const ids = createIds({ clock });

/** A mission log that the missions of one test file share. */
export const log = { eventLog: createEventLog({ database }), digest: nodeDigest, clock };

export const newMissionId = (): MissionId => ids.make('msn') as MissionId;

/** Requests a fresh mission and runs commands against it, as stages do. */
export async function play(
  commands: readonly Command[],
  {
    wanted = request(),
    missionId = newMissionId(),
    deps = log,
  }: {
    readonly wanted?: MissionRequest;
    readonly missionId?: MissionId;
    readonly deps?: typeof log;
  } = {},
): Promise<Mission> {
  const run = (command: Command): Promise<Mission> =>
    runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal: never });
  let mission = await run({ kind: 'request', request: wanted });
  for (const command of commands) mission = await run(command);
  return mission;
}
