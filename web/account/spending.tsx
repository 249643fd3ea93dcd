import './spending.css';
import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { formatUsd } from '../shell/money.ts';
import { Problem } from '../shell/problem.tsx';
import { ScrollRegion } from '../shell/scroll-region.tsx';
import { useLoad } from '../shell/use-load.ts';
import { type Spending as Spent, spendingOf } from './spending-of.ts';

const missionsRead = 100;

/** What one's missions cost, by day and by model, as charts with their figures beside them. */
export function Spending(): JSX.Element {
  const missions = useLoad('missions', (signal) =>
    call('listMissions', { query: { limit: missionsRead }, signal }),
  );
  const spent = missions.data && spendingOf(missions.data.missions, Date.now());
  return (
    <section class="card" aria-label="Spending">
      <div class="card-head">
        <h2>Spending</h2>
        {spent !== undefined && (
          <span class="small muted">{coverWords(spent, missions.data?.next_cursor !== null)}</span>
        )}
      </div>
      <Problem error={missions.error} onRetry={missions.reload} />
      {spent !== undefined && spent.totalUsd === 0 && (
        <p class="card-body small muted">
          Nothing yet. The built-in demo model costs nothing; a connected model’s calls are added up here.
        </p>
      )}
      {spent !== undefined && spent.totalUsd > 0 && (
        <div class="spending">
          <ByDay days={spent.days} />
          <ByModel models={spent.models} />
        </div>
      )}
    </section>
  );
}

function coverWords({ missions, since, totalUsd }: Spent, isCut: boolean): string {
  if (since === undefined) return 'No missions yet';
  const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(since));
  const count =
    missions === 1 ? 'Your one mission' : `${isCut ? 'Your newest' : 'Your'} ${missions} missions`;
  return `${count}, since ${date}: ${formatUsd(totalUsd)}. Talk and plans are not in it.`;
}

const barsHeight = 80;
const barStep = 20;
const barWidth = 14;

function ByDay({ days }: { readonly days: Spent['days'] }): JSX.Element {
  const most = Math.max(...days.map(({ usd }) => usd), Number.EPSILON);
  const first = days[0]?.day ?? '';
  return (
    <figure>
      <figcaption class="small">By day</figcaption>
      <svg
        class="spending-days"
        role="img"
        aria-label={`Cost by day of the last ${days.length} days; the table below has the figures`}
        viewBox={`0 0 ${days.length * barStep} ${barsHeight}`}
      >
        <title>Cost by day</title>
        {days.map(({ day, usd }, index) => {
          const height = usd === 0 ? 1 : Math.max(3, (usd / most) * barsHeight);
          return (
            <rect
              key={day}
              class={usd === 0 ? 'spending-none' : 'spending-bar'}
              x={index * barStep + (barStep - barWidth) / 2}
              y={barsHeight - height}
              width={barWidth}
              height={height}
              rx={2}
            >
              <title>{`${day}: ${formatUsd(usd)}`}</title>
            </rect>
          );
        })}
      </svg>
      <p class="row small muted spending-axis" aria-hidden="true">
        <span>{shortDay(first)}</span>
        <span class="push">Today</span>
      </p>
      <details class="fold small">
        <summary>Figures by day</summary>
        <Figures label="Cost by day" head="Day">
          {days
            .filter(({ usd }) => usd > 0)
            .toReversed()
            .map(({ day, usd }) => [shortDay(day), formatUsd(usd)])}
        </Figures>
      </details>
    </figure>
  );
}

const shortDay = (day: string): string =>
  day === ''
    ? ''
    : new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(new Date(`${day}T12:00`));

function ByModel({ models }: { readonly models: Spent['models'] }): JSX.Element {
  const most = Math.max(...models.map(({ usd }) => usd), Number.EPSILON);
  return (
    <figure>
      <figcaption class="small">By model</figcaption>
      <ul class="spending-models">
        {models.map(({ model, usd, missions }) => (
          <li key={model} class="small">
            <span>{visibleText(model)}</span>
            <span class="spending-sum">
              {formatUsd(usd)}{' '}
              <span class="muted">
                in {missions} {missions === 1 ? 'mission' : 'missions'}
              </span>
            </span>
            <svg width="100%" height={6} aria-hidden="true">
              <title>{model}</title>
              <rect class="spending-bar" width={`${(usd / most) * 100}%`} height={6} rx={2} />
            </svg>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Figures(props: {
  readonly label: string;
  readonly head: string;
  readonly children: readonly (readonly [string, string])[];
}): JSX.Element {
  return (
    <ScrollRegion label={props.label}>
      <table class="spending-table">
        <thead>
          <tr>
            <th scope="col">{props.head}</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {props.children.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
