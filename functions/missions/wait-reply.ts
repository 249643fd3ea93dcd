import { awaitEnd } from '../../core/mission/await-end.ts';
import type { Mission } from '../../core/mission/mission.ts';
import { hasEnded } from '../../core/mission/mission.ts';
import { viewMission } from '../../core/mission/view-mission.ts';
import { functionConfig } from '../_onion/config.ts';
import type { Reply, Signalled } from '../_onion/endpoint.ts';
import { waitBody } from '../_onion/wait-body.ts';

/**
 * Answers a mission when it has ended or the time is up. Streamed, the status is out before the end is known: 200. Buffered, a mission that
 * still runs is 202.
 */
export const waitReply =
  (deps: Parameters<typeof awaitEnd>[0]) =>
  async (mission: Mission, seconds: number, { signal }: Signalled): Promise<Reply> => {
    const { maxWaitSeconds, responseStreaming } = functionConfig();
    const waitMs = Math.min(seconds, maxWaitSeconds) * 1_000;
    const end = (gone: AbortSignal): Promise<Mission> => awaitEnd(deps)(mission.missionId, waitMs, gone);
    if (responseStreaming) {
      const body = waitBody(async (gone) => viewMission(await end(gone)));
      return { status: 200, contentType: 'application/json', body };
    }
    const last = await end(signal);
    return { status: hasEnded(last) ? 200 : 202, json: viewMission(last) };
  };
