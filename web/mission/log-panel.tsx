import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CodeBlock } from '../shell/code-block.tsx';
import { attemptLabel, builtAttempts } from './attempts.ts';
import type { Feed, LogLine } from './feed.ts';
import { useLog } from './use-log.ts';

/** So many lines of a step are shown; more would make a page slow, and the end is what tells. */
const maxLines = 1_000;

/** The pod's log, step by step; the attempt can be chosen where there were several. */
export function LogPanel({
  missionId,
  feed,
}: {
  readonly missionId: string;
  readonly feed: Feed;
}): JSX.Element | null {
  const attempts = builtAttempts(feed.events);
  const latest = attempts.at(-1) ?? 0;
  const [chosen, choose] = useState<number>();
  const attempt = chosen ?? latest;
  const lines = useLog(missionId, feed, attempt);
  if (attempts.length === 0) return null;
  const steps = stepsOf(lines);
  const isRunning = attempt === latest && feed.events.at(-1)?.status === 'BUILDING';
  return (
    <section class="card" aria-label="Build log">
      <div class="card-head">
        <h2>Build log</h2>
        {attempts.length > 1 && <AttemptChoice attempts={attempts} attempt={attempt} onChoose={choose} />}
      </div>
      {steps.length === 0 && (
        <p class="card-body small muted">
          {isRunning ? 'The pod has the code. Its first lines come in a moment.' : 'The pod wrote nothing.'}
        </p>
      )}
      {steps.map(({ step, lines: stepLines }, index) => (
        <StepLog
          key={`${attempt}-${step}-${index}`}
          step={step}
          lines={stepLines}
          isOpen={index === steps.length - 1}
        />
      ))}
    </section>
  );
}

function AttemptChoice(props: {
  readonly attempts: readonly number[];
  readonly attempt: number;
  readonly onChoose: (attempt: number) => void;
}): JSX.Element {
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">Attempt</legend>
      {props.attempts.map((attempt) => (
        <button
          key={attempt}
          class="button button-small"
          type="button"
          aria-pressed={attempt === props.attempt}
          onClick={() => props.onChoose(attempt)}
        >
          {attemptLabel(attempt)}
        </button>
      ))}
    </fieldset>
  );
}

interface StepLines {
  readonly step: string;
  readonly lines: readonly string[];
}

function stepsOf(lines: readonly LogLine[]): readonly StepLines[] {
  const steps: { step: string; lines: string[] }[] = [];
  for (const { step, text } of lines) {
    const last = steps.at(-1);
    if (last?.step === step) last.lines.push(text);
    else steps.push({ step, lines: [text] });
  }
  return steps;
}

function StepLog({ step, lines, isOpen }: StepLines & { readonly isOpen: boolean }): JSX.Element {
  const shown = lines.slice(-maxLines);
  return (
    <details class="fold step-log" open={isOpen}>
      <summary>
        <code>{step}</code>
        <span class="muted">{lines.length === 1 ? '1 line' : `${lines.length} lines`}</span>
        {shown.length < lines.length && <span class="muted">, the last {maxLines} shown</span>}
      </summary>
      <CodeBlock class="log-block" text={shown.join('\n')} isGrowing />
    </details>
  );
}
