import type { JSX } from 'preact';
import type { PodReport } from '../../core/wire/pod.ts';
import { formatDuration } from '../shell/duration.ts';
import type { LogRow, LogStep, Match } from './log-steps.ts';
import { cutAtFinds } from './log-steps.ts';

/** One row of the log: a step's head, which folds it, or a line. */
export function LogRowView(props: {
  readonly row: LogRow | undefined;
  readonly steps: readonly LogStep[];
  readonly sought: string;
  readonly match: Match | undefined;
  readonly isOpen: (at: number) => boolean;
  readonly onToggle: (at: number) => void;
  readonly report: PodReport | undefined;
}): JSX.Element {
  const { row } = props;
  const step = row && props.steps[row.at];
  if (row === undefined || step === undefined) return <div class="line" />;
  if (row.kind === 'line') return <Line {...props} step={step} row={row} />;
  const result = props.report?.steps.find((one) => one.step === step.step);
  const isFailed = props.report?.failed_step === step.step;
  return (
    <button
      class="log-step"
      type="button"
      aria-expanded={props.isOpen(row.at)}
      onClick={() => props.onToggle(row.at)}
    >
      <span class={`log-sign ${signOf(result !== undefined, isFailed)}`} aria-hidden="true" />
      <span>{step.step}</span>
      <span class="muted">
        {step.lines.length === 1 ? '1 line' : `${step.lines.length.toLocaleString('en')} lines`}
        {result && `, ${formatDuration(result.duration_ms)}`}
        {isFailed && ', failed'}
      </span>
    </button>
  );
}

function signOf(isDone: boolean, isFailed: boolean): string {
  if (isFailed) return 'log-sign-bad';
  return isDone ? 'log-sign-good' : '';
}

/** What most tools write where something went wrong. */
const telling = /^\s*(?:not ok\b|✖|✗|(?:uncaught )?\w*error\b)|\b(?:error|failed|failure):/i;

function Line({
  row,
  step,
  sought,
  match,
}: {
  readonly row: Extract<LogRow, { kind: 'line' }>;
  readonly step: LogStep;
  readonly sought: string;
  readonly match: Match | undefined;
}): JSX.Element {
  const text = step.lines[row.line] ?? '';
  const isFound = match?.at === row.at && match.line === row.line;
  return (
    <div class={`line ${isFound ? 'line-found' : ''} ${telling.test(text) ? 'line-bad' : ''}`}>
      <span class="line-number">{step.first + row.line}</span>
      <span class="line-text">
        {cutAtFinds(text, sought).map((part, index) =>
          index % 2 === 1 ? <mark key={index}>{part}</mark> : part,
        )}
      </span>
    </div>
  );
}
