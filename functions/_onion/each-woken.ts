import type { WokenMission } from '../../core/wire/stream-event.ts';
import { logTrouble, missionField } from './log.ts';

/** What Lambda reads which records of a stream to bring again; all that come after the first of them come again as well. */
interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Serves each mission of a stream's batch, in its order. One that could not be served is brought again without the others of the batch failing
 * with it; where there is no stream behind the batch, and so nothing to name it by, its error is thrown.
 */
export const eachWoken =
  (work: (mission: WokenMission, options: { readonly signal: AbortSignal }) => Promise<void>) =>
  async (woken: readonly WokenMission[], options: { readonly signal: AbortSignal }): Promise<BatchAnswer> => {
    const batchItemFailures: { readonly itemIdentifier: string }[] = [];
    for (const mission of woken) {
      try {
        await work(mission, options);
      } catch (error) {
        if (mission.from === undefined) throw error;
        logTrouble('A mission of the batch comes again', error, missionField(mission.missionId));
        batchItemFailures.push({ itemIdentifier: mission.from });
      }
    }
    return { batchItemFailures };
  };
