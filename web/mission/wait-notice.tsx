import type { JSX } from 'preact';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { formatDuration } from '../shell/duration.ts';
import { useNow } from '../shell/use-now.ts';
import { currentWait } from './current-wait.ts';

/** Who asked a mission to wait, and for how much longer. Its event has been announced; the seconds are not. */
export function WaitNotice({ events }: { readonly events: readonly ChainedEvent[] }): JSX.Element | null {
  const wait = currentWait(events);
  const nowMs = useNow(1_000, wait !== undefined);
  if (wait === undefined) return null;
  const seconds = Math.ceil((wait.untilMs - nowMs) / 1_000);
  const left = seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000);
  return (
    <div class="notice notice-warn">
      <p class="wait">
        {visibleText(wait.for)} asks us to wait. {seconds > 0 ? `Trying again in ${left}.` : 'Trying again…'}
      </p>
    </div>
  );
}
