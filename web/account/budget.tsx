import type { JSX } from 'preact';
import type { Answers } from '../api/endpoints.ts';
import { formatMoment } from '../shell/duration.ts';
import { formatUsd } from '../shell/money.ts';

type Me = Answers['me'];

/** What may be spent and what is left of it, and how fast one may ask. */
export function Budget({ budget, limits }: Pick<Me, 'budget' | 'limits'>): JSX.Element {
  return (
    <section class="card" aria-label="Budget and limits">
      <div class="card-head">
        <h2>Budget and limits</h2>
      </div>
      <dl class="figures">
        <Allowance name="Left today" allowance={budget.daily} />
        <Allowance name="Left this month" allowance={budget.monthly} />
        <div>
          <dt>Each mission</dt>
          <dd>at most {formatUsd(budget.mission_usd)}</dd>
        </div>
        <div>
          <dt>Missions at once</dt>
          <dd>{limits.missions_at_once}</dd>
        </div>
        <div>
          <dt>Requests a minute</dt>
          <dd>
            {limits.reads_per_minute} reads, {limits.builds_per_minute} builds
          </dd>
        </div>
        <div>
          <dt>A minute for each key</dt>
          <dd>
            {limits.key_reads_per_minute} reads, {limits.key_builds_per_minute} builds
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Allowance({
  name,
  allowance,
}: {
  readonly name: string;
  readonly allowance: Me['budget']['daily'];
}): JSX.Element {
  const share = allowance.cap_usd === 0 ? 1 : allowance.used_usd / allowance.cap_usd;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {formatUsd(allowance.left_usd)} <span class="muted">of {formatUsd(allowance.cap_usd)}</span>
        <span class="bar" aria-hidden="true">
          <span class={`bar-${toneOf(share)}`} style={{ width: `${Math.min(100, share * 100)}%` }} />
        </span>
        <span class="small muted">
          {allowance.held_usd > 0 && `${formatUsd(allowance.held_usd)} held for work under way, `}
          renews {formatMoment(allowance.renews_at)}
        </span>
      </dd>
    </div>
  );
}

function toneOf(share: number): string {
  if (share >= 1) return 'bad';
  return share > 0.8 ? 'warn' : 'good';
}
