import type { JSX } from 'preact';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { stageTrack } from '../mission/stage-track.ts';
import { isEnd } from '../mission/statuses.ts';
import { formatDuration } from '../shell/duration.ts';
import { useNow } from '../shell/use-now.ts';

/** The stages of a mission as a thin bar, with the time that it has taken. */
export function RunStages({ events }: { readonly events: readonly ChainedEvent[] }): JSX.Element {
  const last = events.at(-1);
  const isRunning = !isEnd(last?.status ?? '');
  const nowMs = useNow(500, isRunning);
  const untilMs = isRunning ? nowMs : Date.parse(last?.at ?? '');
  const stages = stageTrack(events, nowMs);
  return (
    <div class="run-stages">
      <ol aria-label="Stages">
        {stages.map(({ id, label, state }) => (
          <li
            key={id}
            class={`run-stage run-stage-${state}`}
            title={label}
            aria-current={state === 'active' ? 'step' : undefined}
          >
            <span class="visually-hidden">{`${label}: ${stateWords[state]}`}</span>
          </li>
        ))}
      </ol>
      <span class="small muted run-time">
        {formatDuration(Math.max(0, untilMs - Date.parse(events[0]?.at ?? '')))}
      </span>
    </div>
  );
}

const stateWords = {
  waiting: 'not yet',
  active: 'now',
  done: 'done',
  failed: 'failed',
  stopped: 'stopped',
} as const;
