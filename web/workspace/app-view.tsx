import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MissionView } from '../../core/wire/mission.ts';
import { call } from '../api/call.ts';
import { AppFrame } from '../mission/app-frame.tsx';
import { BuildTail } from '../mission/build-tail.tsx';
import type { Feed } from '../mission/feed.ts';
import { isEnd, isSuccess } from '../mission/statuses.ts';
import { WritingPanel } from '../mission/writing-panel.tsx';
import { safeHref } from '../shell/safe-href.ts';
import { useLoad } from '../shell/use-load.ts';
import type { AppStanding } from './app-standing.ts';
import { sayNow } from './say-now.ts';
import type { ShownMission } from './use-shown-mission.ts';

type Kind = 'progress' | 'preview' | 'live' | 'before';
const labels: Readonly<Record<Kind, string>> = {
  progress: 'Being built',
  preview: 'Preview',
  live: 'Live',
  before: 'The version before',
};

interface AppViewProps {
  readonly title: string;
  readonly shown: ShownMission;
  readonly standing: AppStanding;
}

/** The app as soon as there is something to see of it: the files while they are written, the preview, and what is live. */
export function AppView(props: AppViewProps): JSX.Element {
  const { shown, standing } = props;
  const { mission } = shown;
  const isRunning = mission !== undefined && !isEnd(mission.status);
  const before = usePreviewOf(isRunning && standing.live === undefined ? shown.beforeId : undefined);
  const kinds = kindsOf(isRunning, standing, before);
  const [chosen, choose] = useState<Kind>();
  const kind = kinds.find((one) => one === chosen) ?? kinds[0];
  if (kind === undefined) return <Nothing mission={mission} isDeleted={standing.isDeleted} />;
  const choice = <KindChoice kinds={kinds} kind={kind} onChoose={choose} />;
  if (kind === 'progress')
    return (
      <>
        {kinds.length > 1 && choice}
        {mission !== undefined && <Progress mission={mission} feed={shown.feed} />}
      </>
    );
  const urls = { preview: standing.preview, live: standing.live, before };
  return <AppFrame key={kind} url={urls[kind]} title={props.title} lead={choice} />;
}

/** What there is to see, the first of which is shown. */
function kindsOf(
  isRunning: boolean,
  { preview, live, isLive }: AppStanding,
  before: string | undefined,
): readonly Kind[] {
  return [
    ...(isRunning && preview === undefined ? (['progress'] as const) : []),
    ...(preview !== undefined && !isLive ? (['preview'] as const) : []),
    ...(live === undefined ? [] : (['live'] as const)),
    ...(before !== undefined && preview === undefined ? (['before'] as const) : []),
  ];
}

/** Where a mission's preview is, for whom there is one to ask for. */
function usePreviewOf(missionId: string | undefined): string | undefined {
  const view = useLoad(missionId ?? '', async (signal) =>
    missionId === undefined ? undefined : call('status', { params: { mission_id: missionId }, signal }),
  );
  return safeHref(view.data?.url);
}

function KindChoice(props: {
  readonly kinds: readonly Kind[];
  readonly kind: Kind | undefined;
  readonly onChoose: (kind: Kind) => void;
}): JSX.Element {
  const [only, ...others] = props.kinds;
  if (only !== undefined && others.length === 0) return <span class="small muted">{labels[only]}</span>;
  return (
    <fieldset class="choice work-kinds">
      <legend class="visually-hidden">Version</legend>
      {props.kinds.map((one) => (
        <button
          key={one}
          class="button button-small"
          type="button"
          aria-pressed={one === props.kind}
          onClick={() => props.onChoose(one)}
        >
          {labels[one]}
        </button>
      ))}
    </fieldset>
  );
}

/** The files as they come, then what the build prints. */
function Progress({ mission, feed }: { readonly mission: MissionView; readonly feed: Feed }): JSX.Element {
  switch (mission.status) {
    case 'ARCHITECTING':
      return <WritingPanel title="Writing the app" writing={feed.writing} said={feed.said} />;
    case 'HEALING':
      return <WritingPanel title="Healing the app" writing={feed.writing} said={feed.said} />;
    case 'BUILDING':
      return <BuildTail missionId={mission.mission_id} feed={feed} />;
    default:
      return (
        <div class="empty">
          <h2>{sayNow(feed, mission)}</h2>
          <p>The app shows here as soon as it runs.</p>
        </div>
      );
  }
}

function Nothing(props: {
  readonly mission: MissionView | undefined;
  readonly isDeleted: boolean;
}): JSX.Element {
  const { title, words } = whyNothing(props.mission, props.isDeleted);
  return (
    <div class="empty">
      <h2>{title}</h2>
      <p>{words}</p>
    </div>
  );
}

function whyNothing(
  mission: MissionView | undefined,
  isDeleted: boolean,
): { readonly title: string; readonly words: string } {
  if (isDeleted)
    return {
      title: 'This app is deleted',
      words: 'It is offline. Under Settings it can be brought back with its data.',
    };
  if (mission !== undefined && isEnd(mission.status) && !isSuccess(mission.status))
    return {
      title: 'There is no app to show',
      words: 'This build ended before there was one. The conversation says why, and what can be done.',
    };
  return { title: 'No preview yet', words: 'The app shows here as soon as it runs.' };
}
