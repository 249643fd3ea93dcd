import './story.css';
import type { JSX } from 'preact';
import type { ChainedEvent } from '../../core/wire/event.ts';
import type { MissionStatus } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { formatDuration } from '../shell/duration.ts';
import { statusWords } from './statuses.ts';

const toneOfEvent: Readonly<Record<string, string>> = {
  'wait-began': 'warn',
  'answer-cut-off': 'warn',
  'answer-rejected': 'warn',
  'checks-waived': 'warn',
  'draft-denied': 'bad',
  'heal-requested': 'warn',
  'given-up': 'bad',
  'mission-stopped': 'bad',
  'gate-passed': 'good',
  'live-checked': 'good',
  'pull-request-opened': 'good',
  'mission-shipped': 'good',
};

/** What happened, event by event, each with its time since the beginning. */
export function Story({ events }: { readonly events: readonly ChainedEvent[] }): JSX.Element {
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

function toneOf({ event, data }: ChainedEvent): string {
  if (event === 'report-received') return data.outcome === 'passed' ? 'good' : 'bad';
  return toneOfEvent[event] ?? 'plain';
}
