import './history-panel.css';
import type { JSX } from 'preact';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import type { AppStory, OpenPull } from '../apps/app-story.ts';
import { canReturnTo, liveMission, openPulls } from '../apps/app-story.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { pullHref } from '../shell/safe-href.ts';
import { useAction } from '../shell/use-action.ts';

interface HistoryProps {
  readonly story: AppStory;
  readonly onChange: () => void;
  /** Looks at the version of a mission. */
  readonly onShow: (missionId: string) => void;
}

/** What waits for approval, what happened to the app, and the way back to an earlier version. */
export function HistoryPanel(props: HistoryProps): JSX.Element {
  const { story, onChange } = props;
  const { app, events } = story;
  const action = useAction();
  const rollBack = (missionId: string): void =>
    action.run(async () => {
      await call('rollbackApp', { params: { slug: app.slug }, body: { mission_id: missionId } });
      onChange();
    });
  return (
    <div class="stack">
      <Pulls pulls={openPulls(events)} />
      <section class="card" aria-label="History">
        <div class="card-head">
          <h2>History</h2>
          <span class="small muted">{events.length === 1 ? '1 event' : `${events.length} events`}</span>
        </div>
        <Problem error={action.error} />
        <ol class="history">
          {events.toReversed().map((event) => (
            <Entry
              key={event.seq}
              event={event}
              isLive={isLiveNow(event, events)}
              onRollBack={canReturnTo(event, events) ? rollBack : undefined}
              onShow={props.onShow}
              isBusy={action.isBusy}
            />
          ))}
        </ol>
      </section>
    </div>
  );
}

function Pulls({ pulls }: { readonly pulls: readonly OpenPull[] }): JSX.Element | null {
  if (pulls.length === 0) return null;
  return (
    <section class="card" aria-label="Waiting for approval">
      <div class="card-head">
        <h2>Waiting for your approval</h2>
        <span class="small muted">Merging puts that version live</span>
      </div>
      <ul class="history">
        {pulls.map(({ missionId, number, url }) => (
          <li key={missionId}>
            <span>Pull request {number}</span>
            <a class="button button-small push" href={pullHref(url, location)}>
              Review and merge
              <span class="visually-hidden"> pull request {number}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function isLiveNow(event: ChainedEvent, events: readonly ChainedEvent[]): boolean {
  const last = events.findLast(({ event: name }) => name === 'app-promoted' || name === 'app-rolled-back');
  return event === last && liveMission(events) !== undefined;
}

function Entry(props: {
  readonly event: ChainedEvent;
  readonly isLive: boolean;
  readonly isBusy: boolean;
  readonly onRollBack: ((missionId: string) => void) | undefined;
  readonly onShow: (missionId: string) => void;
}): JSX.Element {
  const { event, onRollBack, onShow } = props;
  const missionId = typeof event.data.mission_id === 'string' ? event.data.mission_id : undefined;
  return (
    <li class={event.event === 'promotion-refused' ? 'history-bad' : ''}>
      <time class="small muted" dateTime={event.at} title={event.at}>
        {formatAgo(event.at, Date.now())}
      </time>
      <span class="history-words">{visibleText(event.message)}</span>
      <span class="row push">
        {props.isLive && <span class="badge badge-good">Live now</span>}
        {onRollBack !== undefined && missionId !== undefined && (
          <ConfirmButton
            confirm="Put this version live"
            label={`to what went live ${formatAgo(event.at, Date.now())}`}
            isBusy={props.isBusy}
            onConfirm={() => onRollBack(missionId)}
          >
            Roll back
          </ConfirmButton>
        )}
        {missionId !== undefined && (
          <button class="button button-small button-quiet" type="button" onClick={() => onShow(missionId)}>
            Show<span class="visually-hidden"> the version of event {event.seq}</span>
          </button>
        )}
      </span>
    </li>
  );
}
