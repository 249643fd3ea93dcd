import type { Clock } from '../ports/clock.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';
import { postFrame } from './live-sockets.ts';

export interface FrameDeps {
  readonly records: RecordStore;
  readonly liveFeed: LiveFeed;
  readonly clock: Clock;
}

/** Frames of one kind that a mission's sockets get while something goes on. */
export interface FramePace {
  /** Says that there may be something to send. */
  readonly poke: () => void;
  /** Sends what is left; never throws, since a lost frame is no loss of work. */
  readonly end: () => Promise<void>;
}

const minGapMs = 334;

/**
 * Sends what `take` gives, one frame at a time and at most four in any second: three while things go on, and the last one, which waits for
 * nothing.
 */
export const paceFrames =
  (deps: FrameDeps) =>
  (
    missionId: MissionId,
    take: (isLast: boolean) => Promise<object | undefined>,
    signal: AbortSignal,
  ): FramePace => {
    // A gap before the first frame too: another stream of the mission may just have sent its last.
    let lastMs = deps.clock.nowMs();
    let sending: Promise<void> | undefined;
    const send = async (isLast: boolean): Promise<void> => {
      // What comes in one piece goes out in one frame.
      await Promise.resolve();
      const frame = await take(isLast).catch(() => undefined);
      if (frame !== undefined)
        await postFrame(deps)(missionId, { ...frame, mission_id: missionId }, signal).catch(() => undefined);
      // Counted from when it was out, since frames that were held up would otherwise arrive close together.
      lastMs = deps.clock.nowMs();
      sending = undefined;
    };
    return {
      poke: () => {
        if (sending === undefined && deps.clock.nowMs() - lastMs >= minGapMs) sending = send(false);
      },
      end: async () => {
        await sending;
        await send(true);
      },
    };
  };
