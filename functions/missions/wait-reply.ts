import { withCostSoFar } from '../../core/budget/cost-so-far.ts';
import { DependencyFailed } from '../../core/errors.ts';
import { type SlotDeps, takeWaitingSlot } from '../../core/limit/waiting-slot.ts';
import { awaitEnd } from '../../core/mission/await-end.ts';
import type { Mission } from '../../core/mission/mission.ts';
import { hasEnded } from '../../core/mission/mission.ts';
import { withPlace } from '../../core/mission/place-in-queue.ts';
import { viewMission } from '../../core/mission/view-mission.ts';
import { functionConfig } from '../_onion/config.ts';
import type { Reply, Signalled } from '../_onion/endpoint.ts';
import { logTrouble } from '../_onion/log.ts';
import { longJson } from '../_onion/long-json.ts';

type WaitDeps = Parameters<typeof awaitEnd>[0] & SlotDeps;

/** A mission that is not waited for: 202, its place where it waits for a slot, and where to ask for it. */
export const accepted =
  ({ records }: Pick<WaitDeps, 'records'>) =>
  async (mission: Mission, signal: AbortSignal): Promise<Reply> => {
    const { userSlots } = functionConfig();
    // It is there, whatever is known of the queue.
    const placed = await withPlace({ records, userSlots })(mission, signal).catch((error: unknown) => {
      logTrouble('The queue could not be read.', error, { mission_id: mission.missionId });
      return mission;
    });
    return {
      status: 202,
      json: viewMission(placed),
      headers: { location: `/gantry/status/${mission.missionId}` },
    };
  };

/**
 * Answers a mission when it has ended or the time is up. Streamed, the status is out before the end is known: 200. Buffered, a mission that
 * still runs is 202. Where all waiting slots are taken it is 202 at once.
 */
export const waitReply =
  (deps: WaitDeps) =>
  async (
    mission: Mission,
    { seconds, requestId }: { readonly seconds: number; readonly requestId: string },
    { signal }: Signalled,
  ): Promise<Reply> => {
    const { maxWaitSeconds, responseStreaming, waitingSlots } = functionConfig();
    if (hasEnded(mission)) return { status: 200, json: viewMission(mission) };
    const waitMs = Math.min(seconds, maxWaitSeconds) * 1_000;
    const leave = await takeSlot(deps, { slots: waitingSlots, forMs: waitMs }, signal);
    if (leave === undefined) return accepted(deps)(mission, signal);
    const end = (gone: AbortSignal): Promise<Mission> =>
      awaitEnd(deps)(mission.missionId, waitMs, gone)
        .then((last) => withCostSoFar(deps)(last, gone))
        .finally(leave);
    if (!responseStreaming) {
      const last = await end(signal);
      return hasEnded(last) ? { status: 200, json: viewMission(last) } : accepted(deps)(last, signal);
    }
    const result = async (gone: AbortSignal) => viewMission(await end(gone).catch(whereToAsk(mission, gone)));
    return { ...(await longJson({ result, requestId, mayBeQuick: false })), missionId: mission.missionId };
  };

/** The mission is there, whatever becomes of the slots: without one it is answered as it stands. */
async function takeSlot(
  deps: SlotDeps,
  { slots, forMs }: { readonly slots: number | undefined; readonly forMs: number },
  signal: AbortSignal,
): Promise<(() => Promise<void>) | undefined> {
  if (slots === undefined) return async () => {};
  try {
    return await takeWaitingSlot(deps)({ slots, forMs }, signal);
  } catch (error) {
    logTrouble('No waiting slot could be taken.', error);
    return undefined;
  }
}

/** Whoever made a mission by this call does not know its id yet. */
const whereToAsk =
  ({ missionId }: Mission, gone: AbortSignal) =>
  (cause: unknown): never => {
    if (!gone.aborted) logTrouble('Waiting failed.', cause, { mission_id: missionId });
    throw new DependencyFailed('wait_failed', `Waiting failed. Ask GET /gantry/status/${missionId}.`, {
      cause,
    });
  };
