import './apps.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AppView } from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { byLastChange, lastChangeOf } from '../home/by-last-change.ts';
import { pictureOfApp } from '../missions/picture-of.ts';
import { AppPicture } from '../shell/app-picture.tsx';
import { formatAgo, formatMoment } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { hrefOf } from '../shell/route.ts';
import { pullHref, safeHref } from '../shell/safe-href.ts';
import { Screen } from '../shell/screen.tsx';
import { useLoad } from '../shell/use-load.ts';
import { stackLabel } from '../talk/plan-card.tsx';
import { OutcomeBars } from './outcome-bars.tsx';
import { outcomesOf } from './outcomes-of.ts';

const missionsRead = 100;

/** Every app that was shipped: how it looks, whether it is live, how its missions came out. Two lists answer for all of them. */
export function AppsScreen(): JSX.Element {
  const apps = useLoad('apps', async (signal) => (await call('listApps', { signal })).apps);
  const missions = useLoad(
    'missions',
    async (signal) => (await call('listMissions', { query: { limit: missionsRead }, signal })).missions,
  );
  const known = missions.data ?? [];
  return (
    <Screen title="Apps">
      <div class="stack">
        <Problem error={apps.error ?? missions.error} onRetry={apps.reload} />
        {apps.data === undefined && apps.error === undefined && (
          <div class="skeleton" role="status" aria-label="Loading apps" />
        )}
        {apps.data?.length === 0 && <Empty />}
        <ul class="apps">
          {byLastChange(apps.data ?? [], known).map((app) => (
            <AppCard key={app.app_id} app={app} missions={known} />
          ))}
        </ul>
        <DeletedApps />
      </div>
    </Screen>
  );
}

interface CardProps {
  readonly app: AppView;
  /** Newest first; of whatever app. */
  readonly missions: readonly MissionView[];
}

function AppCard({ app, missions }: CardProps): JSX.Element {
  const live = safeHref(app.live_url);
  const title = visibleText(app.title);
  return (
    <li class="card app">
      <AppPicture name={title} of={pictureOfApp(app.slug, missions)} />
      <div class="app-words">
        <div class="app-head">
          <h2>
            <a href={hrefOf({ screen: 'app', slug: app.slug })}>{title}</a>
          </h2>
          <span class={`badge ${live === undefined ? '' : 'badge-good'}`}>
            {live === undefined ? 'Not live yet' : 'Live'}
          </span>
        </div>
        <p class="small muted">
          <code>{app.slug}</code> · {stackLabel(app.stack)} · changed{' '}
          {formatAgo(lastChangeOf(app, missions), Date.now())}
        </p>
        <CardFoot app={app} missions={missions} live={live} />
      </div>
    </li>
  );
}

function CardFoot({ app, missions, live }: CardProps & { readonly live: string | undefined }): JSX.Element {
  return (
    <div class="row app-foot">
      {live !== undefined && (
        <a class="button button-small button-main" href={live} target="_blank" rel="noreferrer">
          Open
          <span class="visually-hidden"> {app.slug}</span>
        </a>
      )}
      {live === undefined && <Approval app={app} missions={missions} />}
      <a class="button button-small" href={hrefOf({ screen: 'app', slug: app.slug })}>
        Change it
        <span class="visually-hidden">: {app.slug}</span>
      </a>
      <span class="push">
        <OutcomeBars bars={outcomesOf(app.slug, missions)} />
      </span>
    </div>
  );
}

/** The way to what waits for approval, of an app that nobody has approved yet. */
function Approval({ app, missions }: CardProps): JSX.Element | null {
  const proposed = missions.find(({ app: slug, pr_url: url }) => slug === app.slug && url !== undefined);
  const href = pullHref(proposed?.pr_url, location);
  if (href === undefined) return null;
  return (
    <a class="button button-small button-main" href={href}>
      Review and merge
      <span class="visually-hidden"> {app.slug}</span>
    </a>
  );
}

/** What can still be brought back; asked for when somebody looks for it. */
function DeletedApps(): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="fold apps-deleted" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="muted">Deleted apps</summary>
      {isOpen && <DeletedList />}
    </details>
  );
}

function DeletedList(): JSX.Element {
  const deleted = useLoad('deleted', (signal) => call('listApps', { query: { deleted: '1' }, signal }));
  if (deleted.data === undefined) return <Problem error={deleted.error} onRetry={deleted.reload} />;
  if (deleted.data.apps.length === 0) return <p class="small muted">None that can be restored.</p>;
  return (
    <ul class="card pulls">
      {deleted.data.apps.map((app) => (
        <li key={app.app_id}>
          <a href={hrefOf({ screen: 'app', slug: app.slug, side: 'settings' })}>{visibleText(app.title)}</a>{' '}
          {app.purge_at !== undefined && (
            <span class="small muted">can be restored until {formatMoment(app.purge_at)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Empty(): JSX.Element {
  return (
    <div class="empty">
      <h2>No apps yet</h2>
      <p>
        An app appears here with its first preview. It has one address, one repository and one owner: you.
      </p>
      <a class="button button-main" href={hrefOf({ screen: 'home' })}>
        Say what to build
      </a>
    </div>
  );
}
