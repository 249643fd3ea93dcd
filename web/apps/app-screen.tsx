import './apps.css';
import type { JSX } from 'preact';
import type { ChainedEvent } from '../../core/wire/event.ts';
import type { AppView } from '../../core/wire/http.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { hrefOf } from '../shell/route.ts';
import { pullHref, safeHref } from '../shell/safe-href.ts';
import { Screen } from '../shell/screen.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';
import { stackLabel } from '../talk/plan-card.tsx';
import { Clone, RepositoryLink } from './app-links.tsx';
import type { OpenPull } from './app-story.ts';
import { canReturnTo, liveMission, openPulls } from './app-story.ts';

/** One app: where it is live, what waits for approval, what happened to it, and the way back to an earlier version. */
export function AppScreen({ slug }: { readonly slug: string }): JSX.Element {
  const loaded = useLoad(slug, async (signal) => {
    const [app, { events }] = await Promise.all([
      call('readApp', { params: { slug }, signal }),
      call('appEvents', { params: { slug }, signal }),
    ]);
    return { app, events };
  });
  if (loaded.data === undefined) {
    return (
      <Screen title={slug}>
        <Problem error={loaded.error} onRetry={loaded.reload} />
        {loaded.error === undefined && <div class="skeleton" role="status" aria-label="Loading the app" />}
      </Screen>
    );
  }
  const { app, events } = loaded.data;
  return (
    <Screen title={app.title} actions={<LiveBadge app={app} />}>
      <div class="stack">
        <p class="small">
          <a href={hrefOf({ screen: 'apps' })}>All apps</a>
        </p>
        <Problem error={loaded.error} onRetry={loaded.reload} />
        <Facts app={app} />
        <Pulls pulls={openPulls(events)} />
        <History app={app} events={events} onChange={loaded.reload} />
      </div>
    </Screen>
  );
}

function LiveBadge({ app }: { readonly app: AppView }): JSX.Element {
  return app.live_url === null ? (
    <span class="badge">Not live yet</span>
  ) : (
    <span class="badge badge-good">Live</span>
  );
}

function Facts({ app }: { readonly app: AppView }): JSX.Element {
  const live = safeHref(app.live_url);
  return (
    <section class="card app-facts" aria-label="Where it is">
      <div class="row">
        {live === undefined ? (
          <p class="muted">It goes live when its first pull request is merged.</p>
        ) : (
          <>
            <a href={live} target="_blank" rel="noreferrer">
              {live}
            </a>
            <a class="button button-main push" href={live} target="_blank" rel="noreferrer">
              Open
            </a>
          </>
        )}
        <RepositoryLink url={app.repo_url} />
      </div>
      <p class="small muted">
        <code>{app.slug}</code>, {stackLabel(app.stack).toLowerCase()}, made{' '}
        {formatAgo(app.created_at, Date.now())}
        {app.missions.length > 1 && `, by ${app.missions.length} missions`}
      </p>
      {app.clone_url !== null && <Clone url={app.clone_url} />}
    </section>
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
      <ul class="pulls">
        {pulls.map(({ missionId, number, url }) => (
          <li key={missionId} class="row">
            <a href={hrefOf({ screen: 'mission', missionId, tab: 'overview' })}>Pull request {number}</a>
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

function History(props: {
  readonly app: AppView;
  readonly events: readonly ChainedEvent[];
  readonly onChange: () => void;
}): JSX.Element {
  const { app, events } = props;
  const action = useAction();
  const rollBack = (missionId: string): void =>
    action.run(async () => {
      await call('rollbackApp', { params: { slug: app.slug }, body: { mission_id: missionId } });
      props.onChange();
    });
  return (
    <section class="card" aria-label="History">
      <div class="card-head">
        <h2>History</h2>
        <span class="small muted">{events.length} events</span>
      </div>
      <Problem error={action.error} />
      <ol class="history">
        {events.toReversed().map((event) => (
          <Entry
            key={event.seq}
            event={event}
            isLive={isLiveNow(event, events)}
            onRollBack={canReturnTo(event, events) ? rollBack : undefined}
            isBusy={action.isBusy}
          />
        ))}
      </ol>
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
}): JSX.Element {
  const { event, onRollBack } = props;
  const missionId = typeof event.data.mission_id === 'string' ? event.data.mission_id : undefined;
  return (
    <li class={event.event === 'promotion-refused' ? 'history-bad' : ''}>
      <time class="small muted" dateTime={event.at} title={event.at}>
        {formatAgo(event.at, Date.now())}
      </time>
      <span>{visibleText(event.message)}</span>
      <span class="row">
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
          <a class="small muted" href={hrefOf({ screen: 'mission', missionId, tab: 'overview' })}>
            Mission<span class="visually-hidden"> of event {event.seq}</span>
          </a>
        )}
      </span>
    </li>
  );
}
