import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import { readMission } from '../core/mission/append-facts.ts';
import { hasEnded } from '../core/mission/mission.ts';
import { listPods } from '../core/pod/pod-records.ts';
import type { MissionId } from '../core/wire/ids.ts';
import { missionIdSchema } from '../core/wire/ids.ts';
import { callFunction } from './lambda-caller.ts';
import { podStopped } from './pod-events.ts';

/**
 * Takes up what an earlier process left: pods of missions that are not over died with it, so each is told as stopped (receive-report reads the
 * mailbox first), and every mission is woken. Answers how many missions go on.
 */
export async function takeUpWork(world: LocalWorld, wake: (missionId: MissionId) => void): Promise<number> {
  const signal = AbortSignal.timeout(60_000);
  let open = 0;
  for (const stream of world.listStreams()) {
    const missionId = missionIdSchema.safeParse(stream);
    if (!missionId.success || hasEnded(await readMission(world)(missionId.data, { signal }))) continue;
    open += 1;
    const pods = await listPods(world)(missionId.data, signal);
    for (const pod of pods.filter(({ state }) => state !== 'done')) {
      await callFunction('receive-report', podStopped(missionId.data, pod.pod_id));
    }
    wake(missionId.data);
  }
  return open;
}
