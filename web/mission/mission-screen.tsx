import './mission.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { AppStory } from '../apps/app-story.ts';
import { useApp } from '../apps/use-app.ts';
import { formatAgo } from '../shell/duration.ts';
import { lazyPart } from '../shell/lazy-part.tsx';
import { formatUsd } from '../shell/money.ts';
import { Problem } from '../shell/problem.tsx';
import type { MissionTab } from '../shell/route.ts';
import { Screen } from '../shell/screen.tsx';
import { useNow } from '../shell/use-now.ts';
import { AppFrame } from './app-frame.tsx';
import { factsOf } from './attempts.ts';
import type { Feed } from './feed.ts';
import type { Link } from './follow-mission.ts';
import { MissionActions } from './mission-actions.tsx';
import { MissionTabs } from './mission-tabs.tsx';
import { Overview } from './overview.tsx';
import { isEnd, isSuccess } from './statuses.ts';
import { TestsPanel } from './tests-panel.tsx';
import { Track } from './track.tsx';
import { useMission } from './use-mission.ts';
import { useSpokenEnd } from './use-spoken-end.ts';
import { VersionBadge } from './version-badge.tsx';
import { versionWords } from './version-words.ts';
import { WaitNotice } from './wait-notice.tsx';
import { noWish, wishFor } from './wish.ts';

/** One mission, live. */
export function MissionScreen({
  missionId,
  tab,
}: {
  readonly missionId: string;
  readonly tab: MissionTab;
}): JSX.Element {
  const { feed, link, view, mission } = useMission(missionId);
  const story = useApp(mission?.app ?? undefined).data;
  const facts = factsOf(feed.events);
  const [wish, setWish] = useState(noWish);
  useSpokenEnd(view.data);
  if (mission === undefined) {
    return (
      <Screen title="Mission">
        <Problem error={view.error} onRetry={view.reload} />
        {view.error === undefined && <div class="skeleton" role="status" aria-label="Loading the mission" />}
      </Screen>
    );
  }
  const title = facts.title ?? mission.app ?? shorten(mission.voice_memo);
  return (
    <Screen
      title={title}
      state={versionWords(mission, story?.events).label}
      actions={<MissionActions view={mission} wish={wish} onWish={setWish} onChange={view.reload} />}
    >
      <div class="stack">
        <Summary view={mission} model={facts.model} story={story} />
        <LinkNotice link={link} />
        <WaitNotice events={feed.events} />
        <Problem error={view.error} onRetry={view.reload} />
        <Announcer feed={feed} />
        <MissionTabs missionId={missionId} tab={tab} />
        {tab !== 'overview' && !isEnd(mission.status) && <Track events={feed.events} />}
        <Side
          tab={tab}
          view={mission}
          title={title}
          feed={feed}
          story={story}
          onWish={(words) => setWish((now) => wishFor(now, words))}
        />
      </div>
    </Screen>
  );
}

/** The first words of a request, where an app has no name yet. */
function shorten(memo: string): string {
  const line = memo.split('\n', 1)[0] ?? '';
  return line.length <= 72 ? line : `${line.slice(0, 70)}…`;
}

function Summary({
  view,
  model,
  story,
}: {
  readonly view: MissionView;
  readonly model: string | undefined;
  readonly story: AppStory | undefined;
}): JSX.Element {
  const nowMs = useNow(30_000, true);
  return (
    <div class="row small muted summary">
      <VersionBadge view={view} events={story?.events} />
      <span>Started {formatAgo(view.created_at, nowMs)}</span>
      {view.attempt > 0 && <span>{healWords(view)}</span>}
      <span title={tokenWords(view)}>Cost {formatUsd(view.cost.usd)}</span>
      {view.cost.output_tokens > 0 && <span class="visually-hidden">{tokenWords(view)}</span>}
      {model !== undefined && <span>{visibleText(model)}</span>}
    </div>
  );
}

function healWords({ attempt, status }: MissionView): string {
  if (!isEnd(status)) return `Heal ${attempt}`;
  if (!isSuccess(status)) return attempt === 1 ? 'One heal tried' : `${attempt} heals tried`;
  return attempt === 1 ? 'Healed once' : `Healed ${attempt} times`;
}

const tokenWords = ({ cost }: MissionView): string =>
  `${cost.input_tokens.toLocaleString('en')} tokens read, ${cost.output_tokens.toLocaleString('en')} written`;

function LinkNotice({ link }: { readonly link: Link }): JSX.Element | null {
  if (link !== 'waiting') return null;
  return (
    <div class="notice notice-warn" role="status">
      <p>
        The connection to Gantry was lost. The mission continues, and this page catches up once the connection
        is back.
      </p>
    </div>
  );
}

/** Says each new event to a screen reader; the story itself would be read out whole. */
function Announcer({ feed }: { readonly feed: Feed }): JSX.Element {
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {feed.isReady ? visibleText(feed.events.at(-1)?.message ?? '') : ''}
    </p>
  );
}

const LazyLog = lazyPart('the log', async () => (await import('./log-panel.tsx')).LogPanel);
const LazyFiles = lazyPart('the files', async () => (await import('./files-panel.tsx')).FilesPanel);
const LazyChanges = lazyPart('the changes', async () => (await import('./changes-panel.tsx')).ChangesPanel);
const LazyProof = lazyPart('the proof', async () => (await import('../proof/proof-panel.tsx')).ProofPanel);

function Side(props: {
  readonly tab: MissionTab;
  readonly view: MissionView;
  readonly title: string;
  readonly feed: Feed;
  readonly story: AppStory | undefined;
  readonly onWish: (words: string) => void;
}): JSX.Element {
  const { tab, view, feed } = props;
  const missionId = view.mission_id;
  switch (tab) {
    case 'overview':
      return <Overview view={view} feed={feed} story={props.story} onWish={props.onWish} />;
    case 'log':
      return <LazyLog missionId={missionId} feed={feed} />;
    case 'files':
      return <LazyFiles missionId={missionId} events={feed.events} />;
    case 'changes':
      return <LazyChanges missionId={missionId} events={feed.events} />;
    case 'tests':
      return <TestsPanel missionId={missionId} feed={feed} />;
    case 'app':
      return <AppFrame url={view.url} title={props.title} />;
    case 'proof':
      return <LazyProof key={view.status} missionId={missionId} hasEnded={isEnd(view.status)} />;
    default:
      return tab satisfies never;
  }
}
