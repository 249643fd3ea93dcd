import './log-panel.css';
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PodReport } from '../../core/wire/pod.ts';
import { VirtualList } from '../shell/virtual-list.tsx';
import { AttemptChoice } from './attempt-choice.tsx';
import { builtAttempts, reportedAttempts } from './attempts.ts';
import type { Feed } from './feed.ts';
import { LogRowView } from './log-row.tsx';
import { LogSearch } from './log-search.tsx';
import type { LogRow, LogStep, Match } from './log-steps.ts';
import { rowsOf, stepsOf } from './log-steps.ts';
import { useLog } from './use-log.ts';
import { useLogSearch } from './use-log-search.ts';
import { useReport } from './use-report.ts';

/** The pod's whole log: folded by step, searched, followed while it grows. */
export function LogPanel({
  missionId,
  feed,
}: {
  readonly missionId: string;
  readonly feed: Feed;
}): JSX.Element {
  const attempts = builtAttempts(feed.events);
  const latest = attempts.at(-1) ?? 0;
  const [chosen, choose] = useState<number>();
  const attempt = chosen ?? latest;
  const lines = useLog(missionId, feed, attempt);
  const steps = useMemo(() => stepsOf(lines), [lines]);
  const isReported = reportedAttempts(feed.events).includes(attempt);
  const report = useReport(missionId, isReported ? attempt : undefined);
  const isRunning = attempt === latest && feed.events.at(-1)?.status === 'BUILDING';
  return (
    <LogView
      key={attempt}
      steps={steps}
      report={report.data}
      isRunning={isRunning}
      emptyWords={emptyWords(attempts.length > 0, isRunning)}
      choice={<AttemptChoice attempts={attempts} attempt={attempt} onChoose={choose} />}
    />
  );
}

function emptyWords(isBuilt: boolean, isRunning: boolean): string {
  if (!isBuilt)
    return 'No pod has run yet. Its log appears here, line by line, once the code has passed policy.';
  return isRunning ? 'The pod has the code. Its first lines come in a moment.' : 'The pod wrote nothing.';
}

interface LogViewProps {
  readonly steps: readonly LogStep[];
  readonly report: PodReport | undefined;
  readonly isRunning: boolean;
  readonly emptyWords: string;
  readonly choice: JSX.Element;
}

function LogView({ steps, report, isRunning, emptyWords: words, choice }: LogViewProps): JSX.Element {
  const search = useLogSearch(steps);
  const folds = useFolds(search.match);
  const rows = useMemo(() => rowsOf(steps, folds.isOpen), [steps, folds.isOpen]);
  const { match } = search;
  const goal = useMemo(() => goalOf(rows, match), [rows, match]);
  return (
    <section class="card" aria-label="Build log">
      <div class="card-head">
        <h2>Build log</h2>
        {choice}
        <LogSearch search={search} />
      </div>
      {steps.length === 0 ? (
        <p class="card-body small muted">{words}</p>
      ) : (
        <VirtualList
          label="Lines of the log"
          count={rows.length}
          goal={goal}
          followsEnd={isRunning}
          row={(index) => (
            <LogRowView
              key={index}
              row={rows[index]}
              steps={steps}
              sought={search.sought}
              match={match}
              isOpen={folds.isOpen}
              onToggle={folds.toggle}
              report={report}
            />
          )}
        />
      )}
    </section>
  );
}

function goalOf(rows: readonly LogRow[], match: Match | undefined): { readonly index: number } | undefined {
  if (match === undefined) return undefined;
  const index = rows.findIndex(
    (row) => row.kind === 'line' && row.at === match.at && row.line === match.line,
  );
  return index === -1 ? undefined : { index };
}

interface Folds {
  readonly isOpen: (at: number) => boolean;
  readonly toggle: (at: number) => void;
}

/** Every step is open until it is folded; a find opens the step that it is in. */
function useFolds(match: Match | undefined): Folds {
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const without = (at: number): ReadonlySet<number> => new Set([...folded].filter((one) => one !== at));
  useEffect(() => {
    if (match !== undefined && folded.has(match.at)) setFolded(without(match.at));
  }, [match]);
  const isOpen = useMemo(() => (at: number) => !folded.has(at), [folded]);
  return {
    isOpen,
    toggle: (at) => setFolded(folded.has(at) ? without(at) : new Set([...folded, at])),
  };
}
