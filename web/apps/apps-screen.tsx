import './apps.css';
import type { JSX } from 'preact';
import type { AppView } from '../../core/wire/http.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { hrefOf } from '../shell/route.ts';
import { pullHref, safeHref } from '../shell/safe-href.ts';
import { Screen } from '../shell/screen.tsx';
import { useLoad } from '../shell/use-load.ts';
import { stackLabel } from '../talk/plan-card.tsx';
import { openPulls } from './app-story.ts';

/** Every app that was shipped: where it is live, where its code is, which missions made it. */
export function AppsScreen(): JSX.Element {
  const apps = useLoad('apps', (signal) => call('listApps', { signal }));
  const newestFirst = apps.data?.apps.toSorted((left, right) =>
    right.created_at.localeCompare(left.created_at),
  );
  return (
    <Screen title="Apps">
      <Problem error={apps.error} onRetry={apps.reload} />
      {newestFirst === undefined && apps.error === undefined && (
        <div class="skeleton" role="status" aria-label="Loading apps" />
      )}
      {newestFirst?.length === 0 && <Empty />}
      <ul class="apps">
        {newestFirst?.map((app) => (
          <AppCard key={app.app_id} app={app} />
        ))}
      </ul>
    </Screen>
  );
}

function AppCard({ app }: { readonly app: AppView }): JSX.Element {
  const live = safeHref(app.live_url);
  return (
    <li class="card app">
      <div class="app-head">
        <h2>
          <a href={hrefOf({ screen: 'app', slug: app.slug })}>{visibleText(app.title)}</a>
        </h2>
        {live !== undefined ? (
          <span class="badge badge-good">Live</span>
        ) : (
          <span class="badge">Not live yet</span>
        )}
      </div>
      <LiveLine live={live} />
      <p class="small muted">
        <code>{app.slug}</code>, {stackLabel(app.stack).toLowerCase()}, made{' '}
        {formatAgo(app.created_at, Date.now())}
      </p>
      <CardLinks app={app} live={live} />
    </li>
  );
}

function CardLinks({ app, live }: { readonly app: AppView; readonly live: string | undefined }): JSX.Element {
  const latest = app.missions.at(-1);
  return (
    <div class="row app-foot">
      {live !== undefined && (
        <a class="button button-small button-main" href={live} target="_blank" rel="noreferrer">
          Open
          <span class="visually-hidden"> {app.slug}</span>
        </a>
      )}
      <Approval slug={app.slug} isFirst={live === undefined} />
      {latest !== undefined && (
        <a
          class="button button-small"
          href={hrefOf({ screen: 'mission', missionId: latest, tab: 'overview' })}
        >
          {app.missions.length === 1 ? 'Its mission' : `Latest of ${app.missions.length} missions`}
          <span class="visually-hidden"> of {app.slug}</span>
        </a>
      )}
      <a class="button button-small" href={hrefOf({ screen: 'app', slug: app.slug })}>
        History and code
        <span class="visually-hidden"> of {app.slug}</span>
      </a>
    </div>
  );
}

/** The way to what waits for approval; the list goes without it while the app's story is not there. */
function Approval({
  slug,
  isFirst,
}: {
  readonly slug: string;
  /** Whether there is nothing better to do with the app. */
  readonly isFirst: boolean;
}): JSX.Element | null {
  const story = useLoad(slug, (signal) => call('appEvents', { params: { slug }, signal }));
  const [pull] = openPulls(story.data?.events ?? []);
  const href = pullHref(pull?.url, location);
  if (pull === undefined || href === undefined) return null;
  return (
    <a class={`button button-small ${isFirst ? 'button-main' : ''}`} href={href}>
      Review pull request {pull.number}
      <span class="visually-hidden"> of {slug}</span>
    </a>
  );
}

function LiveLine({ live }: { readonly live: string | undefined }): JSX.Element {
  return live === undefined ? (
    <p class="small muted">It goes live when its pull request is merged.</p>
  ) : (
    <a class="small" href={live} target="_blank" rel="noreferrer">
      {live}
    </a>
  );
}

function Empty(): JSX.Element {
  return (
    <div class="empty">
      <h2>No apps yet</h2>
      <p>
        An app appears here with its first preview. It has one address, one repository and one owner: you.
      </p>
      <a class="button button-main" href="#/">
        Say what to build
      </a>
    </div>
  );
}
