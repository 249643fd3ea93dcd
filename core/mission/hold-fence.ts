import { MissionEnded } from '../errors.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { MissionId } from '../wire/ids.ts';
import { readMission } from './append-facts.ts';
import { hasEnded } from './mission.ts';

const pollMs = 1_000;

/**
 * Runs work under the fence: looks every second whether the mission has ended and, if so, aborts the work's signal and throws MissionEnded.
 * A read that fails is not an end; the next look decides.
 */
export const holdFence =
  (deps: { readonly eventLog: EventLog }) =>
  async <T>(
    missionId: MissionId,
    signal: AbortSignal,
    work: (fenced: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const fence = new AbortController();
    const look = async (): Promise<void> => {
      const mission = await readMission(deps)(missionId, { signal });
      if (hasEnded(mission))
        fence.abort(new MissionEnded('mission_ended', `This mission has ended ${mission.status}.`));
    };
    const timer = setInterval(() => void look().catch(() => undefined), pollMs);
    try {
      return await work(AbortSignal.any([signal, fence.signal]));
    } catch (error) {
      if (fence.signal.aborted) throw fence.signal.reason;
      throw error;
    } finally {
      clearInterval(timer);
    }
  };
