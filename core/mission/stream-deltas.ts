import type { Clock } from '../ports/clock.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';
import { postFrame } from './live-sockets.ts';

const minGapMs = 250;
/** Well under the frame limit, also when every character takes six bytes as JSON. */
const maxTextLength = 4_000;

export interface DeltaStream {
  readonly push: (text: string) => void;
  /** Sends what is left; never throws, since a lost delta is no loss of work. */
  readonly end: () => Promise<void>;
}

/** Gathers a model's text and posts it to the mission's sockets, at most four frames a second and one at a time. */
export const streamDeltas =
  (deps: { readonly records: RecordStore; readonly liveFeed: LiveFeed; readonly clock: Clock }) =>
  (missionId: MissionId, signal: AbortSignal): DeltaStream => {
    let waiting = '';
    let lastMs = 0;
    let sending: Promise<void> = Promise.resolve();
    const flush = (): void => {
      const text = waiting.slice(-maxTextLength);
      waiting = '';
      lastMs = deps.clock.nowMs();
      const frame = { type: 'delta', mission_id: missionId, text };
      sending = sending.then(() => postFrame(deps)(missionId, frame, signal)).catch(() => undefined);
    };
    return {
      push: (text) => {
        waiting += text;
        if (deps.clock.nowMs() - lastMs >= minGapMs) flush();
      },
      end: async () => {
        if (waiting !== '') flush();
        await sending;
      },
    };
  };
