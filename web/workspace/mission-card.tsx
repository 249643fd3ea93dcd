import './mission-card.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import type { AppStory } from '../apps/app-story.ts';
import { standingOf, standingTitles } from '../apps/app-story.ts';
import { CheckShot } from '../mission/check-shot.tsx';
import type { CheckStanding } from '../mission/check-standing.ts';
import { needsSomebody, verdictOf } from '../mission/check-standing.ts';
import type { Feed } from '../mission/feed.ts';
import { emptyFeed } from '../mission/feed.ts';
import { checksOf } from '../mission/live-checks.ts';
import { CancelButton, RetryChoice } from '../mission/mission-actions.tsx';
import { outcomeWords } from '../mission/outcome-words.ts';
import { failureWords, isEnd, isSuccess } from '../mission/statuses.ts';
import { VersionBadge } from '../mission/version-badge.tsx';
import { WaitNotice } from '../mission/wait-notice.tsx';
import { AppPicture } from '../shell/app-picture.tsx';
import { formatUsd } from '../shell/money.ts';
import { hrefOf } from '../shell/route.ts';
import { useLoad } from '../shell/use-load.ts';
import { askedOf } from './asked-of.ts';
import { RunStages } from './run-stages.tsx';
import { sayNow } from './say-now.ts';
import type { ShownMission } from './use-shown-mission.ts';

interface CardProps {
  readonly missionId: string;
  readonly shown: ShownMission;
  readonly story: AppStory | undefined;
  readonly onWish: (words: string) => void;
}

/** A mission where it began in the conversation: live while it runs, and what came of it after. */
export function MissionCard(props: CardProps): JSX.Element {
  const { missionId, shown } = props;
  if (missionId === shown.newest.missionId)
    return (
      <Card
        {...props}
        view={shown.newest.mission}
        feed={shown.newest.feed}
        reload={shown.newest.view.reload}
      />
    );
  return <EarlierCard {...props} />;
}

/** One of before, which is asked for once and not followed. */
function EarlierCard(props: CardProps): JSX.Element {
  const { missionId } = props;
  const view = useLoad(missionId, (signal) => call('status', { params: { mission_id: missionId }, signal }));
  return <Card {...props} view={view.data} feed={emptyFeed} reload={view.reload} />;
}

type ViewProps = CardProps & {
  readonly view: MissionView | undefined;
  readonly feed: Feed;
  readonly reload: () => void;
};

function Card(props: ViewProps): JSX.Element {
  const { view, feed, shown, missionId } = props;
  if (view === undefined)
    return <div class="skeleton run-loading" role="status" aria-label="Loading the mission" />;
  const checks = checksOf(feed);
  const isRunning = !isEnd(view.status);
  return (
    <article
      class={`card run ${missionId === shown.missionId ? 'run-shown' : ''}`}
      aria-label={`Mission: ${visibleText(view.message)}`}
      aria-live="off"
    >
      <header class="run-head">
        <VersionBadge view={view} events={toldOf(props.story)} />
        <span class="small muted">{view.cost.usd === 0 ? 'No model cost' : formatUsd(view.cost.usd)}</span>
        <CardLinks {...props} view={view} />
      </header>
      <p class="small muted run-asked">{visibleText(askedOf(view, feed.events))}</p>
      {feed.events.length > 0 && <RunStages events={feed.events} />}
      {isRunning ? (
        <p class="small run-now">{visibleText(sayNow(feed, view))}</p>
      ) : (
        <p class="run-end">{visibleText(endWords(view, props.story))}</p>
      )}
      <WaitNotice events={feed.events} />
      {checks.length > 0 ? (
        <RunChecks missionId={missionId} checks={checks} isRunning={isRunning} />
      ) : (
        <Counts view={view} />
      )}
      <FaultPicture missionId={missionId} feed={feed} checks={checks} />
      <Foot {...props} view={view} />
    </article>
  );
}

/** What the app's story says of its versions; of a deleted app none is live. */
const toldOf = (story: AppStory | undefined): AppStory['events'] =>
  story?.app.deleted_at === undefined ? (story?.events ?? []) : [];

function endWords(view: MissionView, story: AppStory | undefined): string {
  const standing = standingOf(view.mission_id, toldOf(story));
  if (standing !== undefined)
    return standing.kind === 'refused' ? standing.why : `${standingTitles[standing.kind]}.`;
  const { failure } = view;
  if (failure === undefined) return view.speech;
  return failure.step === 'accept'
    ? failure.message
    : `${failureWords[failure.kind].title}: ${failure.message}`;
}

function CardLinks({
  missionId,
  shown,
  view,
  reload,
}: ViewProps & { readonly view: MissionView }): JSX.Element {
  return (
    <span class="row push small">
      {missionId !== shown.missionId && view.url !== undefined && (
        <button class="button button-small" type="button" onClick={() => shown.pick(missionId)}>
          Show this version
        </button>
      )}
      <a class="muted" href={hrefOf({ screen: 'mission', missionId, tab: 'overview' })}>
        Details<span class="visually-hidden"> of this mission</span>
      </a>
      {!isEnd(view.status) && <CancelButton view={view} onChange={reload} />}
    </span>
  );
}

/** Each check as it stands, turning as it is tried. */
function RunChecks({
  missionId,
  checks,
  isRunning,
}: {
  readonly missionId: string;
  readonly checks: readonly CheckStanding[];
  readonly isRunning: boolean;
}): JSX.Element {
  // It stays as it was while it ran: nothing moves at the end.
  const [wasOpen] = useState(isRunning || checks.some(needsSomebody));
  return (
    <details class="fold run-checks small" open={wasOpen}>
      <summary>
        <span>Checks</span>
        <span class="muted">{progressOf(checks, isRunning)}</span>
      </summary>
      <ul>
        {checks.map(({ id, words, outcome, shotSha256: sha256 }) => (
          <li key={id} class={`run-check run-check-${outcome}`}>
            <span>{visibleText(words)}</span>
            <span class="visually-hidden"> {outcomeWords(outcome) || 'Not tried yet.'}</span>
            {sha256 !== undefined && <AppPicture name="" of={{ missionId, sha256 }} />}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** How the app looked where a fault was tried, large enough to be compared with what one sees oneself. */
function FaultPicture(props: {
  readonly missionId: string;
  readonly feed: Feed;
  readonly checks: readonly CheckStanding[];
}): JSX.Element | null {
  const fault = props.feed.events[0]?.data.fault;
  const check = props.checks.find(({ id }) => id === fault);
  if (check?.shotSha256 === undefined) return null;
  return <CheckShot missionId={props.missionId} sha256={check.shotSha256} words={check.words} />;
}

function progressOf(checks: readonly CheckStanding[], isRunning: boolean): string {
  const tried = checks.filter(({ outcome }) => outcome !== 'untried').length;
  return isRunning && tried < checks.length ? `${tried} of ${checks.length} tried` : verdictOf(checks).words;
}

/** In figures, where the checks themselves were not asked for. */
function Counts({ view: { checks } }: { readonly view: MissionView }): JSX.Element | null {
  if (checks === undefined || checks.total === 0) return null;
  const wanted = checks.total - checks.waived;
  return (
    <p class="small muted">
      {checks.browser === null ? 'Not tried in a browser' : `${checks.held} of ${wanted} checks work`}
    </p>
  );
}

/** What can be done about a mission that did not make it. */
function Foot({ view, onWish }: ViewProps & { readonly view: MissionView }): JSX.Element | null {
  if (!isEnd(view.status) || isSuccess(view.status)) return null;
  return (
    <footer class="row">
      <RetryChoice view={view} />
      <button class="button button-quiet" type="button" onClick={() => onWish('Why did it fail?')}>
        Ask why
      </button>
    </footer>
  );
}
