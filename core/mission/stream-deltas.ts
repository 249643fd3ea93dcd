import type { Redact } from '../gate/redact-secrets.ts';
import { redactStream } from '../gate/redact-stream.ts';
import type { MissionId } from '../wire/ids.ts';
import type { FrameDeps } from './pace-frames.ts';
import { paceFrames } from './pace-frames.ts';

/** Well under the frame limit, also when every character takes six bytes as JSON. */
const maxTextLength = 4_000;

export interface DeltaStream {
  readonly push: (text: string) => void;
  readonly end: () => Promise<void>;
}

/** Gathers what a model says aloud and sends it to the mission's sockets, without secrets. */
export const streamDeltas =
  (deps: FrameDeps & { readonly redact: Redact }) =>
  (missionId: MissionId, signal: AbortSignal): DeltaStream => {
    const words = redactStream(deps.redact);
    const take = async (isLast: boolean): Promise<object | undefined> => {
      const text = (await words.take(isLast)).slice(-maxTextLength);
      return text === '' ? undefined : { type: 'delta', text };
    };
    const pace = paceFrames(deps)(missionId, take, signal);
    return {
      push: (text) => {
        words.push(text);
        pace.poke();
      },
      end: pace.end,
    };
  };
