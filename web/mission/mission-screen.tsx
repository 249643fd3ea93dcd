import './mission.css';
import type { JSX } from 'preact';
import type { MissionView } from '../../core/wire/mission.ts';
import { call } from '../api/call.ts';
import { formatAgo } from '../shell/duration.ts';
import { formatUsd } from '../shell/money.ts';
import { Problem } from '../shell/problem.tsx';
import { Screen } from '../shell/screen.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import { useLoad } from '../shell/use-load.ts';
import { useNow } from '../shell/use-now.ts';
import { attemptLabel, factsOf, latestAttempt, reportedAttempts } from './attempts.ts';
import type { Feed } from './feed.ts';
import type { Link } from './follow-mission.ts';
import { LogPanel } from './log-panel.tsx';
import { MissionActions } from './mission-actions.tsx';
import { Outcome } from './outcome.tsx';
import { Story } from './story.tsx';
import { TestReport } from './test-report.tsx';
import { Track } from './track.tsx';
import { useMission } from './use-mission.ts';
import { WritingPanel } from './writing-panel.tsx';

/** One mission, live. */
export function MissionScreen({ missionId }: { readonly missionId: string }): JSX.Element {
  const { feed, link, view } = useMission(missionId);
  const facts = factsOf(feed.events);
  if (view.data === undefined) {
    return (
      <Screen title="Mission">
        <Problem error={view.error} onRetry={view.reload} />
        {view.error === undefined && <div class="skeleton" role="status" aria-label="Loading the mission" />}
      </Screen>
    );
  }
  // The socket is ahead of the API for a moment.
  const status = feed.events.at(-1)?.status ?? view.data.status;
  const shown = { ...view.data, status: status as MissionView['status'] };
  return (
    <Screen
      title={facts.title ?? view.data.app ?? shorten(view.data.voice_memo)}
      actions={<MissionActions view={shown} onChange={view.reload} />}
    >
      <div class="stack">
        <Summary view={shown} model={facts.model} />
        <LinkNotice link={link} />
        <Problem error={view.error} onRetry={view.reload} />
        <Announcer feed={feed} />
        <Track events={feed.events} />
        <Outcome view={shown} />
        <Panels missionId={missionId} feed={feed} />
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
}: {
  readonly view: MissionView;
  readonly model: string | undefined;
}): JSX.Element {
  const nowMs = useNow(30_000, true);
  return (
    <div class="summary">
      <div class="row small muted">
        <StatusBadge status={view.status} />
        <span>Started {formatAgo(view.created_at, nowMs)}</span>
        <span>{attemptLabel(view.attempt)}</span>
        <span>Cost {formatUsd(view.cost.usd)}</span>
        {model !== undefined && <span>{model}</span>}
      </div>
      <blockquote>{view.voice_memo}</blockquote>
    </div>
  );
}

function LinkNotice({ link }: { readonly link: Link }): JSX.Element | null {
  if (link !== 'waiting') return null;
  return (
    <div class="notice notice-warn" role="status">
      <p>The line to Gantry broke. The mission goes on; this page catches up as soon as it is back.</p>
    </div>
  );
}

/** Says each new event to a screen reader; the story itself would be read out whole. */
function Announcer({ feed }: { readonly feed: Feed }): JSX.Element {
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {feed.isReady ? (feed.events.at(-1)?.message ?? '') : ''}
    </p>
  );
}

function Panels({ missionId, feed }: { readonly missionId: string; readonly feed: Feed }): JSX.Element {
  const status = feed.events.at(-1)?.status;
  const isWriting = status === 'ARCHITECTING' || status === 'HEALING';
  const reported = reportedAttempts(feed.events).at(-1);
  return (
    <div class="panels">
      <Story events={feed.events} />
      <div class="stack">
        <WritingPanel
          key={`${latestAttempt(feed.events)}-${isWriting}`}
          streamed={feed.writing}
          isWriting={isWriting}
        />
        <LogPanel missionId={missionId} feed={feed} />
        {reported !== undefined && <Report missionId={missionId} attempt={reported} />}
      </div>
    </div>
  );
}

function Report({
  missionId,
  attempt,
}: {
  readonly missionId: string;
  readonly attempt: number;
}): JSX.Element | null {
  const report = useLoad(`${missionId} ${attempt}`, (signal) =>
    call('missionReport', { params: { mission_id: missionId }, query: { attempt }, signal }),
  );
  if (report.data !== undefined) return <TestReport report={report.data} />;
  return <Problem error={report.error} onRetry={report.reload} />;
}
