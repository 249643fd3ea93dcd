import { costUsd, type Usage } from '../cost/prices.ts';
import { busyFactor, type Simulation } from './simulate.ts';

const whole = (value: number): string => Math.floor(value).toLocaleString('en-US');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** A line a day: how much is at once, what binds, how long the last waits, and what the day costs without tokens. */
export function dayTable(days: readonly Simulation[], mission: Usage): string {
  return table(
    [
      'missions a day',
      'at once in the busiest hour',
      'what binds, tightest first',
      'longest wait',
      'US dollars a day, without tokens',
    ],
    days.map(({ missionsADay, atOnce, bounds, longestWaitMinutes }) => [
      whole(missionsADay),
      whole(atOnce),
      bounds
        .flatMap(({ quota, use }) => (use > 1 ? [`${quota.what} (${use.toFixed(1)} ×)`] : []))
        .join('; ') || 'nothing',
      waitWords(longestWaitMinutes),
      `$${(missionsADay * costUsd(mission, { freeTier: false })).toFixed(2)}`,
    ]),
  );
}

const waitWords = (minutes: number): string => {
  if (minutes === 0) return 'none';
  if (minutes === Number.POSITIVE_INFINITY) return `grows from day to day (more than ${busyFactor} ×)`;
  return `${whole(minutes)} minutes`;
};

/** A line a quota, the tightest first: until how many missions a day it holds, and who raises it. */
export const quotaTable = ({ bounds }: Simulation): string =>
  table(
    ['what', 'quota', 'holds until, missions a day', 'more of it', 'source'],
    bounds.map(({ quota, missionsADay }) => [
      quota.what,
      `${whole(quota.value)} ${quota.per === 'at once' ? 'at once' : `a ${quota.per}`}`,
      whole(missionsADay),
      quota.raise,
      quota.source,
    ]),
  );
