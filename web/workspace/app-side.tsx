import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { AppStory } from '../apps/app-story.ts';
import { HealStory } from '../mission/heal-story.tsx';
import { isEnd } from '../mission/statuses.ts';
import { TestsPanel } from '../mission/tests-panel.tsx';
import { lazyPart } from '../shell/lazy-part.tsx';
import { Problem } from '../shell/problem.tsx';
import type { WorkspaceSide } from '../shell/route.ts';
import type { Loaded } from '../shell/use-load.ts';
import type { AppStanding } from './app-standing.ts';
import { AppView } from './app-view.tsx';
import { ChecksPanel } from './checks-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import type { ShownMission } from './use-shown-mission.ts';
import { WorkTabs } from './work-tabs.tsx';
import type { WorkPlace } from './workspace.tsx';

interface AppSideProps {
  readonly place: WorkPlace;
  readonly side: WorkspaceSide;
  readonly title: string;
  readonly shown: ShownMission;
  readonly app: Loaded<AppStory | undefined>;
  readonly standing: AppStanding;
  readonly onWish: (words: string) => void;
  /** Brings this side into sight where there is room for one. */
  readonly onShow: () => void;
}

/** The app: itself, and everything that is known of the version that is looked at. */
export function AppSide(props: AppSideProps): JSX.Element {
  const { shown, side, app } = props;
  return (
    <section class="work-app" aria-label="App">
      <WorkTabs place={props.place} side={side} onShow={props.onShow} />
      <Announcer shown={shown} />
      <div class={`work-pane ${side === 'app' ? 'work-pane-app' : ''}`}>
        <Problem error={shown.view.error} onRetry={shown.view.reload} />
        <Problem error={app.error} onRetry={app.reload} />
        <Side {...props} />
      </div>
    </section>
  );
}

/** Says each step of the newest mission to a screen reader, in one sentence. */
function Announcer({ shown }: { readonly shown: ShownMission }): JSX.Element {
  const { feed } = shown.newest;
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {feed.isReady ? visibleText(feed.events.at(-1)?.message ?? '') : ''}
    </p>
  );
}

const LazyFiles = lazyPart('the files', async () => (await import('../mission/files-panel.tsx')).FilesPanel);
const LazyChanges = lazyPart(
  'the changes',
  async () => (await import('../mission/changes-panel.tsx')).ChangesPanel,
);
const LazyLogs = lazyPart('the log', async () => (await import('./logs-panel.tsx')).LogsPanel);
const LazyProof = lazyPart('the proof', async () => (await import('../proof/proof-panel.tsx')).ProofPanel);
const LazyData = lazyPart('the data', async () => (await import('./data-panel.tsx')).DataPanel);
const LazySettings = lazyPart(
  'the settings',
  async () => (await import('./settings-panel.tsx')).SettingsPanel,
);

function Side(props: AppSideProps): JSX.Element {
  switch (props.side) {
    case 'data':
    case 'history':
    case 'settings':
      return <OfApp {...props} side={props.side} />;
    default:
      return <OfMission {...props} side={props.side} />;
  }
}

type AppOnly = Extract<WorkspaceSide, 'data' | 'history' | 'settings'>;

/** What an app has whatever its version. */
function OfApp({ side, app, shown }: AppSideProps & { readonly side: AppOnly }): JSX.Element {
  const story = app.data;
  if (story === undefined) return <NotYet what={appOnlyWords[side]} />;
  const { slug } = story.app;
  switch (side) {
    case 'data':
      return <LazyData slug={slug} />;
    case 'history':
      return <HistoryPanel story={story} onChange={app.reload} onShow={shown.pick} />;
    case 'settings':
      return <LazySettings story={story} missionId={shown.missionId} onChange={app.reload} />;
    default:
      return side satisfies never;
  }
}

const appOnlyWords: Readonly<Record<AppOnly, string>> = {
  data: 'What visitors leave in the app shows here once there is an app.',
  history: 'Versions that went live show here once there is an app.',
  settings: 'Secrets, title and source show here once there is an app.',
};

function OfMission(props: AppSideProps & { readonly side: Exclude<WorkspaceSide, AppOnly> }): JSX.Element {
  const { side, shown, standing } = props;
  const { missionId, mission, feed } = shown;
  if (side === 'app') return <AppView {...props} key={`${missionId} ${standing.preview !== undefined}`} />;
  if (missionId === undefined || mission === undefined)
    return <NotYet what="This fills with the first build." />;
  switch (side) {
    case 'checks':
      return <ChecksPanel mission={mission} feed={feed} onWish={props.onWish} />;
    case 'files':
      return <LazyFiles key={missionId} missionId={missionId} events={feed.events} mission={mission} />;
    case 'changes':
      return <LazyChanges key={missionId} missionId={missionId} events={feed.events} />;
    case 'tests':
      return <TestsPanel missionId={missionId} feed={feed} />;
    case 'log':
      return (
        <div class="stack" key={missionId}>
          <HealStory missionId={missionId} events={feed.events} />
          <LazyLogs missionId={missionId} feed={feed} slug={props.app.data?.app.slug} />
        </div>
      );
    case 'proof':
      return (
        <LazyProof
          key={`${missionId} ${mission.status}`}
          missionId={missionId}
          hasEnded={isEnd(mission.status)}
        />
      );
    default:
      return side satisfies never;
  }
}

function NotYet({ what }: { readonly what: string }): JSX.Element {
  return (
    <div class="empty">
      <h2>Nothing yet</h2>
      <p>{what}</p>
    </div>
  );
}
