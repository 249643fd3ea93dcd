import type { JSX } from 'preact';
import type { AppView } from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { pictureOfApp } from '../missions/picture-of.ts';
import { AppPicture } from '../shell/app-picture.tsx';
import { formatAgo } from '../shell/duration.ts';
import { hrefOf } from '../shell/route.ts';
import { byLastChange, lastChangeOf } from './by-last-change.ts';

const shown = 6;

/** The apps that were changed last, each with how it looks. */
export function RecentApps(props: {
  readonly apps: readonly AppView[] | undefined;
  readonly missions: readonly MissionView[];
}): JSX.Element | null {
  const { apps, missions } = props;
  if (apps === undefined) return <div class="skeleton" role="status" aria-label="Loading your apps" />;
  if (apps.length === 0) return null;
  return (
    <section class="home-part" aria-labelledby="home-apps">
      <div class="row">
        <h2 id="home-apps">Your apps</h2>
        {apps.length > shown && (
          <a class="small push" href={hrefOf({ screen: 'apps' })}>
            All {apps.length}
          </a>
        )}
      </div>
      <ul class="home-apps">
        {byLastChange(apps, missions)
          .slice(0, shown)
          .map((app) => (
            <AppTile key={app.app_id} app={app} missions={missions} />
          ))}
      </ul>
    </section>
  );
}

function AppTile(props: { readonly app: AppView; readonly missions: readonly MissionView[] }): JSX.Element {
  const { app, missions } = props;
  const title = visibleText(app.title);
  return (
    <li>
      <a class="card home-app" href={hrefOf({ screen: 'app', slug: app.slug })}>
        <AppPicture name={title} of={pictureOfApp(app.slug, missions)} />
        <span class="home-app-words">
          <strong>{title}</strong>
          <span class={`badge ${app.live_url === null ? '' : 'badge-good'}`}>
            {app.live_url === null ? 'Not live yet' : 'Live'}
          </span>
          <span class="small muted">{formatAgo(lastChangeOf(app, missions), Date.now())}</span>
        </span>
      </a>
    </li>
  );
}
