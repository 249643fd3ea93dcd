import type { Clock } from '../ports/clock.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';
import { postFrame } from './live-sockets.ts';

const minGapMs = 334;
/** Well under the frame limit, also when every character takes six bytes as JSON. */
const maxTextLength = 4_000;

export interface DeltaStream {
  readonly push: (text: string) => void;
  /** Sends what is left; never throws, since a lost delta is no loss of work. */
  readonly end: () => Promise<void>;
}

/**
 * Gathers a model's text and posts it to the mission's sockets, one frame at a time and at most four in any second: three while the text
 * comes, and the last one, which waits for nothing.
 */
export const streamDeltas =
  (deps: { readonly records: RecordStore; readonly liveFeed: LiveFeed; readonly clock: Clock }) =>
  (missionId: MissionId, signal: AbortSignal): DeltaStream => {
    let waiting = '';
    // A gap before the first frame too: another stream of the mission may just have sent its last.
    let lastMs = deps.clock.nowMs();
    let sending: Promise<void> | undefined;
    const send = async (): Promise<void> => {
      const text = waiting.slice(-maxTextLength);
      waiting = '';
      await postFrame(deps)(missionId, { type: 'delta', mission_id: missionId, text }, signal).catch(
        () => undefined,
      );
      // Counted from when it was out, since frames that were held up would otherwise arrive close together.
      lastMs = deps.clock.nowMs();
      sending = undefined;
    };
    return {
      push: (text) => {
        waiting += text;
        if (sending === undefined && deps.clock.nowMs() - lastMs >= minGapMs) sending = send();
      },
      end: async () => {
        await sending;
        if (waiting !== '') await send();
      },
    };
  };
