import type { JSX } from 'preact';
import type { Plan } from '../../core/wire/chat.ts';
import type { Stack } from '../../core/wire/draft.ts';
import { formatDuration } from '../shell/duration.ts';
import { formatUsd } from '../shell/money.ts';

const stackWords: Readonly<Record<Stack, string>> = {
  static: 'Static site',
  node: 'Node, built with Vite',
  python: 'Python functions',
};

/** What a stack is called. */
export const stackLabel = (stack: Stack): string => stackWords[stack];

/** A plan that awaits a person's word, with the one button that starts the build. */
export function PlanCard(props: {
  readonly plan: Plan;
  readonly isBusy: boolean;
  readonly onBuild: () => void;
}): JSX.Element {
  const { title, stack, features, estimate } = props.plan;
  return (
    <section class="card plan" aria-label={`Plan: ${title}`}>
      <div class="card-head">
        <h2>{title}</h2>
        <span class="badge badge-plain">{stackLabel(stack)}</span>
      </div>
      <div class="card-body stack">
        {features.length === 0 ? (
          <p class="muted small">No extras yet. Say what it should do.</p>
        ) : (
          <ul class="plan-features">
            {features.map((feature) => (
              <li key={feature}>{feature}</li>
            ))}
          </ul>
        )}
      </div>
      <div class="plan-foot">
        <p class="small muted">
          About {formatDuration(estimate.seconds * 1_000)},{' '}
          {estimate.usd === 0 ? 'no model cost' : formatUsd(estimate.usd)}.
          <span> Say what to change, or build it as it stands.</span>
        </p>
        <button
          class="button button-main button-large"
          type="button"
          disabled={props.isBusy}
          onClick={props.onBuild}
        >
          {props.isBusy ? 'One moment…' : 'Build it'}
        </button>
      </div>
    </section>
  );
}
