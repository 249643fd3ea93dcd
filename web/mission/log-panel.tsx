import './log-panel.css';
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PodReport } from '../../core/wire/pod.ts';
import { Problem } from '../shell/problem.tsx';
import { VirtualList } from '../shell/virtual-list.tsx';
import { AttemptChoice } from './attempt-choice.tsx';
import { builtAttempts, reportedAttempts } from './attempts.ts';
import type { Feed } from './feed.ts';
import { LogRowView } from './log-row.tsx';
import { LogSearch } from './log-search.tsx';
import type { LogRow, LogStep, Match } from './log-steps.ts';
import { rowsOf, stepsOf } from './log-steps.ts';
import type { AttemptLog } from './use-log.ts';
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
  const log = useLog(missionId, feed, attempt);
  const steps = useMemo(() => stepsOf(log.lines), [log.lines]);
  const isReported = reportedAttempts(feed.events).includes(attempt);
  const report = useReport(missionId, isReported ? attempt : undefined);
  const isRunning = attempt === latest && feed.events.at(-1)?.status === 'BUILDING';
  return (
    <LogView
      key={attempt}
      steps={steps}
      report={report.data}
      isRunning={isRunning}
      choice={<AttemptChoice attempts={attempts} attempt={attempt} onChoose={choose} />}
    >
      <NoLines log={log} words={emptyWords(attempts.length > 0, isRunning)} />
    </LogView>
  );
}

/** Stands where the lines would, and says nothing of a log before it is known. */
function NoLines({ log, words }: { readonly log: AttemptLog; readonly words: string }): JSX.Element {
  if (log.isLoading) return <div class="skeleton" role="status" aria-label="Loading the log" />;
  if (log.error !== undefined) return <Problem error={log.error} onRetry={log.reload} />;
  return <p class="card-body small muted">{words}</p>;
}

function emptyWords(isBuilt: boolean, isRunning: boolean): string {
  if (!isBuilt)
    return 'Nothing has been built yet. The log appears here, line by line, once the code has passed policy.';
  return isRunning
    ? 'The build has begun. Its first lines appear in a moment.'
    : 'The build printed nothing.';
}

interface LogViewProps {
  readonly steps: readonly LogStep[];
  readonly report: PodReport | undefined;
  readonly isRunning: boolean;
  readonly choice: JSX.Element;
  /** What stands there while there is no line. */
  readonly children: JSX.Element;
}

function LogView({ steps, report, isRunning, choice, children }: LogViewProps): JSX.Element {
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
        children
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
