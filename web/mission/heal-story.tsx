import './heal-story.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { formatDuration } from '../shell/duration.ts';
import { lazyPart } from '../shell/lazy-part.tsx';
import { formatUsd } from '../shell/money.ts';
import { useNow } from '../shell/use-now.ts';
import { attemptLanes, type Lane } from './attempt-lanes.ts';
import { writtenAttempts } from './attempts.ts';
import { CheckShot } from './check-shot.tsx';
import type { FailedCheck } from './failed-checks.ts';
import { StageTimeline } from './stage-timeline.tsx';
import { isEnd } from './statuses.ts';

const LazyDiff = lazyPart('the change', async () => (await import('./heal-diff.tsx')).HealDiff);

/** How a mission came to its end: its attempts in time, and of each heal what had failed, what it changed, and what works since. */
export function HealStory(props: {
  readonly missionId: string;
  readonly events: readonly ChainedEvent[];
}): JSX.Element | null {
  const { missionId, events } = props;
  const nowMs = useNow(1_000, !isEnd(events.at(-1)?.status ?? ''));
  if (events.length === 0) return null;
  const lanes = attemptLanes(events, nowMs);
  return (
    <section class="card" aria-labelledby={`attempts-${missionId}`}>
      <div class="card-head">
        <h2 id={`attempts-${missionId}`}>{lanes.length === 1 ? 'Time and cost' : 'How it was healed'}</h2>
      </div>
      <StageTimeline lanes={lanes} />
      {lanes.length > 1 && (
        <ol class="heal-story">
          {lanes.map((lane) => (
            <LaneStory key={lane.attempt} missionId={missionId} lane={lane} events={events} />
          ))}
        </ol>
      )}
    </section>
  );
}

const endingWords: Readonly<Record<Lane['ending'], { readonly label: string; readonly tone: string }>> = {
  works: { label: 'Works', tone: 'good' },
  partly: { label: 'Works in part', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
  running: { label: 'Under way', tone: 'live' },
  stopped: { label: 'Cancelled', tone: 'plain' },
};

function LaneStory(props: {
  readonly missionId: string;
  readonly lane: Lane;
  readonly events: readonly ChainedEvent[];
}): JSX.Element {
  const { missionId, lane, events } = props;
  const { label, tone } = endingWords[lane.ending];
  return (
    <li>
      <div class="row">
        <h3>{lane.label}</h3>
        <span class={`badge badge-${tone}`}>{label}</span>
        <span class="small muted push">
          {formatDuration(lane.spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0))},{' '}
          {formatUsd(lane.costUsd)}
        </span>
      </div>
      {lane.diagnosis !== undefined && <p class="small">{visibleText(lane.diagnosis)}</p>}
      <HealChange missionId={missionId} attempt={lane.attempt} events={events} />
      <Pictures missionId={missionId} heading="Works now" tone="good" checks={lane.mended} />
      {lane.failure !== undefined && lane.failed.length === 0 && (
        <p class="small heal-failure">{visibleText(lane.failure)}</p>
      )}
      <Pictures missionId={missionId} heading="Did not work" tone="bad" checks={lane.failed} />
    </li>
  );
}

/** The diff of a heal, asked for when it is looked at. */
function HealChange(props: {
  readonly missionId: string;
  readonly attempt: number;
  readonly events: readonly ChainedEvent[];
}): JSX.Element | null {
  const { missionId, attempt, events } = props;
  const [isOpen, setOpen] = useState(false);
  const written = writtenAttempts(events);
  const from = written.findLast((one) => one < attempt);
  if (from === undefined || !written.includes(attempt)) return null;
  return (
    <details class="fold heal-change" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        What it changed<span class="visually-hidden"> in heal {attempt}</span>
      </summary>
      {isOpen && <LazyDiff missionId={missionId} from={from} to={attempt} />}
    </details>
  );
}

function Pictures(props: {
  readonly missionId: string;
  readonly heading: string;
  readonly tone: 'good' | 'bad';
  readonly checks: readonly FailedCheck[];
}): JSX.Element | null {
  if (props.checks.length === 0) return null;
  return (
    <div class={`heal-checks heal-checks-${props.tone}`}>
      <p class="small">{props.heading}</p>
      <ul>
        {props.checks.map(({ id, words, shotSha256 }) => (
          <li key={id}>
            {shotSha256 !== undefined && (
              <CheckShot
                missionId={props.missionId}
                sha256={shotSha256}
                words={`${props.heading}: ${words}`}
              />
            )}
            <span class="small">{visibleText(words)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
