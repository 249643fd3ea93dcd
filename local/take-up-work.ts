import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import { readMission } from '../core/mission/append-facts.ts';
import { hasEnded } from '../core/mission/mission.ts';
import type { PodRecord } from '../core/pod/pod-records.ts';
import { listPods } from '../core/pod/pod-records.ts';
import { retryMs } from '../core/webhook/retry-delay.ts';
import type { MissionId } from '../core/wire/ids.ts';
import { missionIdSchema } from '../core/wire/ids.ts';
import { callFunction } from './lambda-caller.ts';
import { podStopped } from './pod-events.ts';

/** What an earlier process left: missions that are not over, and their pods, which died with it. */
export interface LeftWork {
  readonly missions: readonly MissionId[];
  readonly pods: readonly PodRecord[];
}

/** Finds what was left. Asked for before anything new can begin: a pod that was launched since would be taken for a dead one. */
export async function findLeftWork(
  world: Pick<LocalWorld, 'listStreams' | 'eventLog' | 'records'>,
): Promise<LeftWork> {
  const signal = AbortSignal.timeout(60_000);
  const missions: MissionId[] = [];
  const pods: PodRecord[] = [];
  for (const stream of world.listStreams()) {
    const missionId = missionIdSchema.safeParse(stream);
    if (!missionId.success || hasEnded(await readMission(world)(missionId.data, { signal }))) continue;
    missions.push(missionId.data);
    const known = await listPods(world)(missionId.data, signal);
    pods.push(...known.map(({ pod }) => pod).filter(({ state }) => state !== 'done'));
  }
  return { missions, pods };
}

/** Missions that something happened to within the time that webhooks are told of it: a process that was killed may not have told of it. */
export async function findUntold(
  world: Pick<LocalWorld, 'listStreams' | 'eventLog' | 'clock'>,
): Promise<readonly MissionId[]> {
  const signal = AbortSignal.timeout(60_000);
  const sinceMs = world.clock.nowMs() - retryMs;
  const untold: MissionId[] = [];
  for (const stream of world.listStreams()) {
    const missionId = missionIdSchema.safeParse(stream);
    if (!missionId.success) continue;
    const last = await world.eventLog.last(missionId.data, signal);
    if (last !== undefined && Date.parse(last.at) >= sinceMs) untold.push(missionId.data);
  }
  return untold;
}

/**
 * Tells of each pod that died as stopped, and that it was this machine's own doing; receive-report reads the mailbox first. Done before the state machine goes on, since both write the
 * pod's record, and one that was told of too late would be forgotten while a state waits for it.
 */
export async function endLeftPods({ pods }: LeftWork): Promise<void> {
  for (const { mission_id, pod_id } of pods) {
    await callFunction('receive-report', podStopped(mission_id, pod_id, 'TerminationNotice'));
  }
}
