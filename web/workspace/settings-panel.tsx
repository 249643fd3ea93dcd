import './settings-panel.css';
import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call, request } from '../api/call.ts';
import { Clone, RepositoryLink } from '../apps/app-links.tsx';
import type { AppStory } from '../apps/app-story.ts';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { saveFile } from '../shell/save-file.ts';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';
import { stackLabel } from '../talk/plan-card.tsx';
import { AppTitle } from './app-title.tsx';
import { DeleteApp } from './delete-app.tsx';
import { PublicStory } from './public-story.tsx';
import { Secrets } from './secrets.tsx';

interface SettingsProps {
  readonly story: AppStory;
  /** Whose spec tells what the app needs. */
  readonly missionId: string | undefined;
  readonly onChange: () => void;
}

/** What of an app its owner sets: secrets, title, who may see its story; its source; and the end of it. */
export function SettingsPanel(props: SettingsProps): JSX.Element {
  const { story, onChange } = props;
  const { app } = story;
  return (
    <div class="stack settings">
      <Secrets slug={app.slug} />
      <Origins missionId={props.missionId} />
      <AppTitle key={app.title} app={app} onChange={onChange} />
      <PublicStory app={app} onChange={onChange} />
      <Source app={app} />
      <DeleteApp app={app} onChange={onChange} />
    </div>
  );
}

/** The addresses that the app talks to beside its own; it can reach no others. */
function Origins({ missionId }: { readonly missionId: string | undefined }): JSX.Element | null {
  const spec = useLoad(missionId ?? '', async (signal) =>
    missionId === undefined
      ? undefined
      : call('missionSpec', { params: { mission_id: missionId }, signal }).catch(() => undefined),
  );
  const origins = spec.data?.spec.needs.origins ?? [];
  return (
    <section class="card" aria-label="Outside addresses">
      <div class="card-head">
        <h2>What it may call</h2>
        <span class="small muted">Agreed with the plan</span>
      </div>
      {origins.length === 0 ? (
        <p class="card-body small muted">
          This app talks to no other address. To let it, ask for what you need in the conversation.
        </p>
      ) : (
        <ul class="settings-list">
          {origins.map(({ origin, by, why }) => (
            <li key={origin}>
              <code>{visibleText(origin)}</code>
              <span class="small muted">
                {by === 'page' ? 'from the page' : 'from its functions'}: {visibleText(why)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Source({ app }: Pick<AppStory, 'app'>): JSX.Element {
  const action = useAction();
  const save = (): void =>
    action.run(async () => {
      const answer = await request('appSource', { params: { slug: app.slug } }, 'application/zip');
      saveFile(`${app.slug}.zip`, await answer.arrayBuffer());
    });
  return (
    <section class="card" aria-label="Source">
      <div class="card-head">
        <h2>Source</h2>
        <RepositoryLink url={app.repo_url} />
        <button class="button button-small" type="button" disabled={action.isBusy} onClick={save}>
          {action.isBusy ? 'Packing…' : 'Download as ZIP'}
        </button>
      </div>
      <div class="card-body stack">
        <Problem error={action.error} />
        <p class="small muted">
          <code>{app.slug}</code>, {stackLabel(app.stack).toLowerCase()}, made{' '}
          {formatAgo(app.created_at, Date.now())}
          {app.missions.length > 1 && `, by ${app.missions.length} missions`}
        </p>
        {app.clone_url !== null && <Clone url={app.clone_url} />}
      </div>
    </section>
  );
}
