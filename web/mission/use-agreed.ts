import type { ChainedEvent } from '../../core/wire/event.ts';
import { call } from '../api/call.ts';
import { useLoad } from '../shell/use-load.ts';
import { reportedAttempts } from './attempts.ts';
import type { CheckStanding } from './check-standing.ts';
import { standingsOf } from './check-standing.ts';

/** What the app is held to, and how it stands on the attempt that was built last; undefined until it is agreed. */
export function useAgreed(
  missionId: string,
  events: readonly ChainedEvent[],
): readonly CheckStanding[] | undefined {
  const isAgreed = events.some(({ event }) => event === 'spec-agreed');
  const attempt = reportedAttempts(events).at(-1);
  const spec = useLoad(`${missionId} ${isAgreed} ${attempt}`, async (signal) =>
    isAgreed
      ? call('missionSpec', {
          params: { mission_id: missionId },
          query: attempt === undefined ? {} : { attempt },
          signal,
        })
      : undefined,
  );
  return spec.data && standingsOf(spec.data, attempt !== undefined);
}
