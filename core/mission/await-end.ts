import type { EventLog } from '../ports/event-log.ts';
import type { MissionId } from '../wire/ids.ts';
import { readMission } from './append-facts.ts';
import type { Mission } from './mission.ts';
import { hasEnded } from './mission.ts';
import { pause } from './pause.ts';

const pollMs = 250;

/** Waits until a mission has ended or the time is up, and answers it as it is then. Looks four times a second. */
export const awaitEnd =
  (deps: { readonly eventLog: EventLog; readonly clock: { nowMs(): number } }) =>
  async (missionId: MissionId, waitMs: number, signal: AbortSignal): Promise<Mission> => {
    const until = deps.clock.nowMs() + waitMs;
    for (;;) {
      const mission = await readMission(deps)(missionId, { signal });
      const leftMs = until - deps.clock.nowMs();
      if (hasEnded(mission) || leftMs <= 0) return mission;
      await pause(Math.min(pollMs, leftMs), signal);
    }
  };
