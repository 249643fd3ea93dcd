import { beforeEach } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import type { AppRecord } from '../../../core/app/app.ts';
import { requireApp } from '../../../core/app/app-records.ts';
import { checkLive } from '../../../core/app/check-live.ts';
import { deployApp } from '../../../core/app/deploy-app.ts';
import { publishApp } from '../../../core/app/publish-app.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { commands, userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { testedMission } from './tested-mission.ts';

export const options = { signal: never };
export const caller: Caller = { id: userId, username: 'ada', role: 'member', sessionId: 'ses_1' };
/** Fresh for each test of a file that asked for it with {@link useFreshPorts}. */
export let deps: TestPorts;
/** Registers the hook; called by each file, because files of one process share this module. */
export function useFreshPorts(): void {
  beforeEach(() => {
    deps = makePorts();
  });
}

export const read = (missionId: MissionId): Promise<Mission> => readMission(deps)(missionId, options);
export const appOf = (slug = 'calculator'): Promise<AppRecord> => requireApp(deps)(userId, slug, never);
export const story = async (app: AppRecord): Promise<string[]> =>
  (await deps.eventLog.read(app.app_id, { afterSeq: 0 }, never)).map((event) => event.event);
export const stage = (missionId: MissionId) => ({ mission_id: missionId });
export const cancel = (missionId: MissionId) =>
  runCommand(deps)({ missionId, command: commands().cancel, actor: userId }, options);

/** A mission that was deployed, seen live, proposed and settled. */
export async function ship(wish: Parameters<typeof testedMission>[1] = {}): Promise<Mission> {
  const { missionId } = await testedMission(deps, wish);
  await deployApp(deps)(stage(missionId), options);
  await checkLive(deps)(stage(missionId), options);
  await publishApp(deps)(stage(missionId), options);
  await runCommand(deps)({ missionId, command: commands().settle, actor: 'gantry' }, options);
  return read(missionId);
}
