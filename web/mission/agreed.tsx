import './agreed.css';
import type { JSX } from 'preact';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { CheckShot } from './check-shot.tsx';
import type { CheckStanding } from './check-standing.ts';
import { needsSomebody, verdictOf } from './check-standing.ts';
import { FailingActions, FixButton } from './failing-check.tsx';
import { outcomeWords } from './outcome-words.ts';
import { isEnd } from './statuses.ts';

/** What the app is held to, folded away while nothing in it needs anybody. */
export function Agreed({ standings }: { readonly standings: readonly CheckStanding[] }): JSX.Element {
  const { words, tone } = verdictOf(standings);
  return (
    <details class="card fold">
      <summary>
        <strong>What was agreed</strong>
        <span class={`small push ${tone === 'plain' ? 'muted' : `agreed-${tone}`}`}>{words}</span>
      </summary>
      <CheckList standings={standings} />
    </details>
  );
}

/** What does not work, first and with its picture, and what its owner can do about it once the mission has ended. */
export function Failing(props: {
  readonly view: MissionView;
  readonly standings: readonly CheckStanding[];
  /** Opens a change of the app that begins with these words. */
  readonly onWish: (words: string) => void;
}): JSX.Element {
  const { view, standings } = props;
  const failing = standings.filter(needsSomebody);
  const hasEnded = isEnd(view.status);
  return (
    <section class="card failing" aria-label="What does not work">
      <div class="card-head">
        <h2>What was agreed</h2>
        <span class="badge badge-warn">{verdictOf(standings).words}</span>
        {hasEnded && <FixButton missionId={view.mission_id} />}
      </div>
      <ul class="failing-checks">
        {failing.map((check) => (
          <li key={check.id}>
            <div class="failing-words">
              <strong>{visibleText(check.words)}</strong>
              <span class="agreed-warn small">{outcomeWords(check.outcome)}</span>
              {hasEnded && <FailingActions {...props} check={check} />}
            </div>
            {check.shotSha256 !== undefined && (
              <CheckShot missionId={view.mission_id} sha256={check.shotSha256} words={check.words} />
            )}
          </li>
        ))}
      </ul>
      <CheckList standings={standings.filter((check) => !needsSomebody(check))} />
    </section>
  );
}

function CheckList({ standings }: { readonly standings: readonly CheckStanding[] }): JSX.Element {
  return (
    <ul class="agreed small">
      {standings.map(({ id, words, outcome }) => (
        <li key={id} class={`agreed-${outcome}`}>
          {visibleText(words)} <span class="muted">{outcomeWords(outcome)}</span>
        </li>
      ))}
    </ul>
  );
}
