import type { SpendDeps } from '../budget/reserve.ts';
import { MissionEnded, PolicyDenied } from '../errors.ts';
import { readMission } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt, hasEnded } from '../mission/mission.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { PodHost } from '../ports/pod-host.ts';
import { podIdSchema } from '../wire/ids.ts';
import { defaultPodLimits } from '../wire/pod.ts';
import type { StoredPod } from './pod-records.ts';
import { addPod, listPods, movePod } from './pod-records.ts';
import { holdForPod, settlePod } from './pod-spending.ts';

export interface LaunchDeps extends SpendDeps {
  readonly eventLog: EventLog;
  readonly podHost: PodHost;
}

/** How long a pod waits for its bundle: longer than the longest model call. */
const waitMs = 20 * 60 * 1_000;

/** Finds the mission's pod that still waits for a bundle, or asks for a new one, once what it may cost is reserved. */
export const ensureWaitingPod =
  (deps: LaunchDeps) =>
  async (mission: Mission, signal: AbortSignal): Promise<StoredPod> => {
    const { missionId } = mission;
    for (const stored of await listPods(deps)(missionId, signal)) {
      const { state, pod_id: waitingId } = stored.pod;
      if (state !== 'waiting') continue;
      if ((await deps.podHost.state(waitingId, signal)) !== 'absent') return stored;
      await movePod(deps)(stored, { state: 'done' }, signal);
      await settlePod(deps)(missionId, waitingId, signal);
    }
    const podId = podIdSchema.parse(deps.ids.make('pod'));
    const record = {
      pod_id: podId,
      mission_id: missionId,
      state: 'waiting',
      attempt: null,
      task_token: null,
    } as const;
    await holdForPod(deps)(mission, podId, waitMs, signal);
    const stored = await addPod(deps)(record, signal);
    await deps.podHost.launch({ missionId, podId, limits: defaultPodLimits, waitMs }, signal);
    return stored;
  };

/** Says why code is not built here, and what to do about it. */
export const podTooWeak = ({ isolation }: PodHost): PolicyDenied =>
  new PolicyDenied(
    'pod_too_weak',
    `Isolation here is ${isolation}, which is too weak for code that a model wrote. Install bubblewrap or Docker (Gantry says at its start what keeps them from working), or set GANTRY_ALLOW_WEAK_POD=1.`,
  );

/** The stage that asks for a pod and does not wait for it: its start hides behind the model's writing. */
export const launchPod =
  (deps: LaunchDeps) =>
  async ({ mission_id: missionId }: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const mission = await readMission(deps)(missionId, { signal });
    if (hasEnded(mission))
      throw new MissionEnded('mission_ended', `This mission has ended ${mission.status}.`);
    // Here, because nothing has been written or spent yet.
    if (!deps.podHost.acceptsAuthor) throw podTooWeak(deps.podHost);
    await ensureWaitingPod(deps)(mission, signal);
    return goTo(missionId, authorOf(mission));
  };

function authorOf(mission: Mission): 'draft' | 'heal' {
  return currentAttempt(mission).attempt === 0 ? 'draft' : 'heal';
}
