import type { JSX } from 'preact';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { formatDuration } from '../shell/duration.ts';

const toneOfEvent: Readonly<Record<string, string>> = {
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
  const start = Date.parse(events[0]?.at ?? '');
  return (
    <section class="card" aria-label="What happened">
      <div class="card-head">
        <h2>What happened</h2>
        <span class="small muted">{events.length} events</span>
      </div>
      <ol class="story">
        {events.map((event) => (
          <li key={event.seq} class={`story-${toneOf(event)}`}>
            <time dateTime={event.at} title={event.at}>
              {formatDuration(Date.parse(event.at) - start)}
            </time>
            <span>{event.message}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function toneOf({ event, data }: ChainedEvent): string {
  if (event === 'report-received') return data.outcome === 'passed' ? 'good' : 'bad';
  return toneOfEvent[event] ?? 'plain';
}
