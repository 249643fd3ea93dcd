import { type MissionView, terminalStatuses } from '../wire/mission.ts';
import type { CallRoute } from './call-route.ts';
import type { TellProgress } from './tool.ts';

/** How long a client that wants to be told goes without being asked after, in seconds. */
const sliceSeconds = 5;
const ended: ReadonlySet<MissionView['status']> = new Set(terminalStatuses);

/** A mission once it has ended or so many seconds have passed; who wants to be told is told each time that something is new. */
export async function waitFor(
  call: CallRoute,
  missionId: string,
  seconds: number,
  tell?: TellProgress,
): Promise<unknown> {
  const ask = (wait: number) => call('status', { params: { mission_id: missionId }, query: { wait } });
  if (tell === undefined) return ask(seconds);
  let told = 0;
  for (let left = seconds; ; left -= sliceSeconds) {
    const mission = (await ask(Math.max(0, Math.min(sliceSeconds, left)))) as MissionView;
    if (mission.seq > told) await tell(mission.seq, mission.message);
    told = mission.seq;
    if (left <= sliceSeconds || ended.has(mission.status)) return mission;
  }
}
