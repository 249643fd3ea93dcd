import './story.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChainedEvent } from '../../core/wire/event.ts';
import type { MissionStatus } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { formatDuration } from '../shell/duration.ts';
import { CheckShot } from './check-shot.tsx';
import { type FailedCheck, failedChecks, hasFailedChecks } from './failed-checks.ts';
import { statusWords } from './statuses.ts';

const toneOfEvent: Readonly<Record<string, string>> = {
  'wait-began': 'warn',
  'answer-cut-off': 'warn',
  'answer-rejected': 'warn',
  'checks-waived': 'warn',
  'draft-denied': 'bad',
  'heal-requested': 'warn',
  'draft-restored': 'warn',
  'given-up': 'bad',
  'mission-stopped': 'bad',
  'gate-passed': 'good',
  'live-checked': 'good',
  'pull-request-opened': 'good',
  'mission-shipped': 'good',
};

/** What happened, event by event, each with its time since the beginning. */
export function Story({
  missionId,
  events,
}: {
  readonly missionId: string;
  readonly events: readonly ChainedEvent[];
}): JSX.Element {
  if (events.length === 0) return <div class="skeleton" role="status" aria-label="Loading what happened" />;
  const start = Date.parse(events[0]?.at ?? '');
  return (
    <section class="card" aria-label="What happened">
      <div class="card-head">
        <h2>What happened</h2>
        <span class="small muted">{events.length} events</span>
      </div>
      <ol class="story">
        {events.map((event, index) => (
          <li key={event.seq} class={`story-${toneOf(event)}`}>
            <time dateTime={event.at} title={event.at}>
              {formatDuration(Date.parse(event.at) - start)}
            </time>
            <span>
              {visibleText(lineOf(event, events[index - 1]))}
              <Why event={event} />
              <Failures missionId={missionId} failures={failedChecks(event, events)} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** An event's words; where they are those of the one before, what it changed. */
function lineOf(event: ChainedEvent, before: ChainedEvent | undefined): string {
  if (event.message !== before?.message) return event.message;
  return Object.hasOwn(statusWords, event.status)
    ? `${statusWords[event.status as MissionStatus].label}.`
    : event.status;
}

/** The reason that stands beside what happened, in the words of whoever gave it. */
function Why({ event: { data, message } }: { readonly event: ChainedEvent }): JSX.Element | null {
  if (typeof data.why !== 'string' || data.why.trim() === '' || data.why === message) return null;
  return <span class="story-why">{visibleText(data.why)}</span>;
}

/** What did not work of what was agreed, each with its picture for whoever wants to see it. */
function Failures(props: {
  readonly missionId: string;
  readonly failures: readonly FailedCheck[];
}): JSX.Element | null {
  if (props.failures.length === 0) return null;
  return (
    <ul class="story-checks">
      {props.failures.map(({ id, words, shotSha256 }) => (
        <li key={id}>
          {visibleText(words)}
          {shotSha256 !== undefined && (
            <StoryShot missionId={props.missionId} sha256={shotSha256} words={words} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** A picture that is fetched when it is looked at. */
function StoryShot(props: Parameters<typeof CheckShot>[0]): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        How it looked<span class="visually-hidden">: {visibleText(props.words)}</span>
      </summary>
      {isOpen && <CheckShot {...props} />}
    </details>
  );
}

function toneOf({ event, data }: ChainedEvent): string {
  if (event === 'report-received') {
    if (data.outcome !== 'passed') return 'bad';
    return hasFailedChecks(data) ? 'warn' : 'good';
  }
  return toneOfEvent[event] ?? 'plain';
}
