import './track.css';
import type { JSX } from 'preact';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { formatDuration } from '../shell/duration.ts';
import { useNow } from '../shell/use-now.ts';
import type { StageState } from './stage-track.ts';
import { stageTrack } from './stage-track.ts';
import { isEnd } from './statuses.ts';

const stateWords: Readonly<Record<StageState, string>> = {
  waiting: 'not yet',
  active: 'now',
  done: 'done',
  failed: 'failed here',
  stopped: 'stopped here',
};

/** The stages as a line, each with its time; the one that is at work moves. */
export function Track({ events }: { readonly events: readonly ChainedEvent[] }): JSX.Element {
  const isRunning = !isEnd(events.at(-1)?.status ?? '');
  const nowMs = useNow(100, isRunning);
  return (
    <ol class="track" aria-label="Stages">
      {stageTrack(events, nowMs).map(({ id, label, state, ms }) => (
        <li key={id} class={`stage stage-${state}`} aria-current={state === 'active' ? 'step' : undefined}>
          <span class="stage-sign" aria-hidden="true" />
          <span class="stage-label">{label}</span>
          <span class="stage-time">
            <span class="visually-hidden">{stateWords[state]} </span>
            {state === 'waiting' ? '' : formatDuration(ms)}
          </span>
        </li>
      ))}
    </ol>
  );
}
