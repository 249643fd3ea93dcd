import '../mission/agreed.css';
import './checks-panel.css';
import type { JSX } from 'preact';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { CheckShot } from '../mission/check-shot.tsx';
import type { CheckStanding } from '../mission/check-standing.ts';
import { needsSomebody, verdictOf } from '../mission/check-standing.ts';
import { FailingActions, FixButton } from '../mission/failing-check.tsx';
import type { Feed } from '../mission/feed.ts';
import { checksOf } from '../mission/live-checks.ts';
import { outcomeWords } from '../mission/outcome-words.ts';
import { isEnd } from '../mission/statuses.ts';
import { untriedIn } from '../mission/untried-in.ts';
import { useAgreed } from '../mission/use-agreed.ts';
import { LeftOut } from '../shell/left-out.tsx';

/** What the app is held to, each check with its picture; what does not work comes first, with what can be done about it. */
export function ChecksPanel(props: {
  readonly mission: MissionView;
  readonly feed: Feed;
  readonly onWish: (words: string) => void;
}): JSX.Element {
  const { mission, feed } = props;
  const agreed = useAgreed(mission.mission_id, feed.events);
  const isRunning = !isEnd(mission.status);
  // While it is tried its log tells sooner than the report.
  const standings = isRunning ? checksOf(feed) : (agreed ?? checksOf(feed));
  if (standings.length === 0) return <NoChecks isRunning={isRunning} />;
  const verdict = verdictOf(standings);
  return (
    <div class="stack">
      <div class="row">
        <h2 class="pane-title">What was agreed</h2>
        <span class={`badge badge-${verdict.tone}`}>{verdict.words}</span>
        {!isRunning && standings.some(needsSomebody) && (
          <span class="push">
            <FixButton missionId={mission.mission_id} />
          </span>
        )}
      </div>
      <LeftOut items={mission.left_out} />
      <Untried features={untriedIn(feed.events)} />
      <ul class="checks">
        {standings.map((check) => (
          <Check key={check.id} {...props} check={check} />
        ))}
      </ul>
    </div>
  );
}

function Untried({ features }: { readonly features: readonly string[] }): JSX.Element | null {
  if (features.length === 0) return null;
  return (
    <p class="small muted">
      No check tries these: {features.map(visibleText).join('; ')}. Look at them yourself.
    </p>
  );
}

function Check(props: Parameters<typeof ChecksPanel>[0] & { readonly check: CheckStanding }): JSX.Element {
  const { mission, check, onWish } = props;
  const { outcome, shotSha256 } = check;
  return (
    <li class="card check">
      <div class="check-words">
        <p class={`run-check run-check-${outcome}`}>
          <span>{visibleText(check.words)}</span>
        </p>
        <span class="small muted">{outcomeWords(outcome) || 'Not tried yet.'}</span>
        {isEnd(mission.status) && needsSomebody(check) && (
          <FailingActions view={mission} check={check} onWish={onWish} />
        )}
      </div>
      {shotSha256 !== undefined && (
        <CheckShot missionId={mission.mission_id} sha256={shotSha256} words={check.words} />
      )}
    </li>
  );
}

function NoChecks({ isRunning }: { readonly isRunning: boolean }): JSX.Element {
  return (
    <div class="empty">
      <h2>{isRunning ? 'No checks yet' : 'No checks'}</h2>
      <p>
        {isRunning
          ? 'What the app must do is agreed before a line of it is written, and tried in a browser before you get it.'
          : 'Nothing was agreed for this version that could be tried in a browser.'}
      </p>
    </div>
  );
}
