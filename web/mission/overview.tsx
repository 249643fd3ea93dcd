import type { JSX } from 'preact';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { AppStory } from '../apps/app-story.ts';
import { CodeBlock } from '../shell/code-block.tsx';
import { LeftOut } from '../shell/left-out.tsx';
import { Problem } from '../shell/problem.tsx';
import { hrefOf } from '../shell/route.ts';
import { formatBytes } from '../shell/size.ts';
import { Agreed, Failing } from './agreed.tsx';
import { attemptLabel, reportedAttempts, storedDraft } from './attempts.ts';
import { BuildTail } from './build-tail.tsx';
import { needsSomebody } from './check-standing.ts';
import type { Feed } from './feed.ts';
import { HealStory } from './heal-story.tsx';
import { Outcome } from './outcome.tsx';
import { isEnd } from './statuses.ts';
import { Story } from './story.tsx';
import { TestReport } from './test-report.tsx';
import { Track } from './track.tsx';
import { useAgreed } from './use-agreed.ts';
import { useReport } from './use-report.ts';
import { WritingPanel } from './writing-panel.tsx';

/** What happened, and beside it what is happening now: the files as they are written, the pod's last lines, its report. */
export function Overview(props: {
  readonly view: MissionView;
  readonly feed: Feed;
  readonly story: AppStory | undefined;
  /** Opens a change of the app that begins with these words. */
  readonly onWish: (words: string) => void;
}): JSX.Element {
  const { view, feed } = props;
  const { mission_id: missionId, status } = view;
  const standings = useAgreed(missionId, feed.events) ?? [];
  const isHealed = feed.events.some(({ event }) => event === 'heal-requested');
  const isFailing = standings.some(needsSomebody);
  return (
    <>
      {!isEnd(status) && <Track events={feed.events} />}
      <Outcome view={view} story={props.story} />
      <LeftOut items={view.left_out} />
      {isFailing && <Failing view={view} standings={standings} onWish={props.onWish} />}
      {isEnd(status) && <Track events={feed.events} />}
      {isHealed && <HealStory missionId={missionId} events={feed.events} />}
      <div class="panels">
        <div class="stack">
          <blockquote class="memo">{visibleText(view.voice_memo)}</blockquote>
          {!isFailing && standings.length > 0 && <Agreed standings={standings} />}
          <Story missionId={missionId} events={feed.events} />
        </div>
        <Now view={view} feed={feed} isHealed={isHealed} />
      </div>
    </>
  );
}

/** What is at work, and what came of it. A heal's story stands above, where there is room for its pictures. */
function Now(props: {
  readonly view: MissionView;
  readonly feed: Feed;
  readonly isHealed: boolean;
}): JSX.Element {
  const { view, feed } = props;
  const { mission_id: missionId, status } = view;
  return (
    <div class="stack panels-now">
      {!isEnd(status) && <Author view={view} feed={feed} />}
      {status === 'BUILDING' && <BuildTail missionId={missionId} feed={feed} />}
      <LatestReport missionId={missionId} feed={feed} />
      {!props.isHealed && isEnd(status) && <HealStory missionId={missionId} events={feed.events} />}
      {!(isWriting(status) && feed.writing.files.length === 0) && <Said words={feed.said} />}
    </div>
  );
}

const isWriting = (status: MissionView['status']): boolean =>
  status === 'ARCHITECTING' || status === 'HEALING';

/** The files while they are written; once a draft is stored, where they can be read. */
function Author({ view, feed }: { readonly view: MissionView; readonly feed: Feed }): JSX.Element | null {
  const { mission_id: missionId, status } = view;
  if (isWriting(status)) {
    const title = status === 'HEALING' ? 'Healing the app' : 'Writing the app';
    return <WritingPanel title={title} writing={feed.writing} said={feed.said} />;
  }
  const draft = storedDraft(feed.events);
  if (draft === undefined) return null;
  return (
    <section class="card stored" aria-label="Files">
      <h2>{attemptLabel(draft.attempt)}</h2>
      <span class="small muted">
        {draft.files} {draft.files === 1 ? 'file' : 'files'}, {formatBytes(draft.sizeBytes)}
      </span>
      <a class="small push" href={hrefOf({ screen: 'mission', missionId, tab: 'files' })}>
        Read the files
      </a>
    </section>
  );
}

/** What the model said aloud, for whoever wants to read it; the files are no part of it. */
function Said({ words }: { readonly words: string }): JSX.Element | null {
  if (words.trim() === '') return null;
  return (
    <details class="card fold">
      <summary>
        <strong>What the model said</strong>
      </summary>
      <CodeBlock class="log-block" text={visibleText(words)} showsEnd />
    </details>
  );
}

/** The report on the attempt that was built last. */
function LatestReport({
  missionId,
  feed,
}: {
  readonly missionId: string;
  readonly feed: Feed;
}): JSX.Element | null {
  const attempt = reportedAttempts(feed.events).at(-1);
  const report = useReport(missionId, attempt);
  if (report.data !== undefined) return <TestReport report={report.data} />;
  return attempt === undefined ? null : <Problem error={report.error} onRetry={report.reload} />;
}
