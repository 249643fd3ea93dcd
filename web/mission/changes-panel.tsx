import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { FileDiffs } from '../diff/diff-view.tsx';
import { Problem } from '../shell/problem.tsx';
import { useLoad } from '../shell/use-load.ts';
import { attemptLabel, baseOf, writtenAttempts } from './attempts.ts';
import { compareFiles } from './compare-files.ts';

/** What changed: an attempt against another, or against what the mission began from. */
export function ChangesPanel({
  missionId,
  events,
}: {
  readonly missionId: string;
  readonly events: readonly ChainedEvent[];
}): JSX.Element {
  const attempts = writtenAttempts(events);
  const base = baseOf(events);
  const [chosenTo, chooseTo] = useState<number>();
  const [chosenFrom, chooseFrom] = useState<number>();
  const to = chosenTo ?? attempts.at(-1);
  if (to === undefined)
    return (
      <div class="empty">
        <h2>No changes yet</h2>
        <p>The first draft shows what is new; each heal shows what it changed.</p>
      </div>
    );
  const from = chosenFrom ?? attempts.findLast((attempt) => attempt < to) ?? baseChoice;
  const baseLabel = base === undefined ? 'Nothing' : 'The app before';
  return (
    <div class="stack">
      <div class="row compare">
        <Choice id="compare-from" label="From" value={from} onChoose={chooseFrom}>
          {[[baseChoice, baseLabel], ...attempts.map((attempt) => [attempt, attemptLabel(attempt)] as const)]}
        </Choice>
        <Choice id="compare-to" label="To" value={to} onChoose={chooseTo}>
          {attempts.map((attempt) => [attempt, attemptLabel(attempt)])}
        </Choice>
      </div>
      <Changes missionId={missionId} base={base} from={from} to={to} />
    </div>
  );
}

/** Stands for what the mission began from among the attempts' numbers. */
const baseChoice = -1;

function Choice(props: {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly onChoose: (value: number) => void;
  readonly children: readonly (readonly [number, string])[];
}): JSX.Element {
  return (
    <div class="row">
      <label class="small muted" for={props.id}>
        {props.label}
      </label>
      <select
        id={props.id}
        class="input input-small input-fit"
        value={String(props.value)}
        onChange={(event) => props.onChoose(Number(event.currentTarget.value))}
      >
        {props.children.map(([value, label]) => (
          <option key={value} value={String(value)}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Changes(props: {
  readonly missionId: string;
  readonly base: string | undefined;
  readonly from: number;
  readonly to: number;
}): JSX.Element {
  const { missionId, base, from, to } = props;
  const changes = useLoad(`${missionId} ${from} ${to}`, (signal) => {
    const before =
      from === baseChoice ? base && { missionId: base, attempt: undefined } : { missionId, attempt: from };
    return compareFiles(before || undefined, { missionId, attempt: to }, signal);
  });
  if (changes.data === undefined) {
    return changes.error === undefined ? (
      <div class="skeleton" role="status" aria-label="Comparing files" />
    ) : (
      <Problem error={changes.error} onRetry={changes.reload} />
    );
  }
  if (changes.data.length === 0) return <p class="muted">Every file is the same in both.</p>;
  return <FileDiffs files={changes.data} />;
}
