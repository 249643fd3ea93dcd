import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem } from '../shell/problem.tsx';
import { AttemptChoice } from './attempt-choice.tsx';
import { reportedAttempts } from './attempts.ts';
import type { Feed } from './feed.ts';
import { TestReport } from './test-report.tsx';
import { useReport } from './use-report.ts';

/** What each pod reported: tests, coverage, and what it used of its limits. */
export function TestsPanel({
  missionId,
  feed,
}: {
  readonly missionId: string;
  readonly feed: Feed;
}): JSX.Element {
  const attempts = reportedAttempts(feed.events);
  const [chosen, choose] = useState<number>();
  const attempt = chosen ?? attempts.at(-1);
  const report = useReport(missionId, attempt);
  if (attempt === undefined)
    return (
      <div class="empty">
        <h2>No report yet</h2>
        <p>Tests, coverage, time and memory appear here when the build is done.</p>
      </div>
    );
  return (
    <div class="stack">
      <AttemptChoice attempts={attempts} attempt={attempt} onChoose={choose} />
      <Problem error={report.error} onRetry={report.reload} />
      {report.data === undefined && report.error === undefined && (
        <div class="skeleton" role="status" aria-label="Loading the report" />
      )}
      {report.data !== undefined && <TestReport report={report.data} />}
    </div>
  );
}
