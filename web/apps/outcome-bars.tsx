import type { JSX } from 'preact';
import type { OutcomeBar } from './outcomes-of.ts';
import { sayOutcomes } from './outcomes-of.ts';

const barWidth = 5;
const step = 8;
const height = 28;
const middle = 18;
const least = 3;

/** How the missions of an app came out, drawn small and alike for every app. */
export function OutcomeBars({ bars }: { readonly bars: readonly OutcomeBar[] }): JSX.Element | null {
  if (bars.length === 0) return null;
  const words = sayOutcomes(bars);
  const width = bars.length * step - (step - barWidth);
  return (
    <svg
      class="outcome-bars"
      role="img"
      aria-label={words}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
    >
      <title>{words}</title>
      {bars.map((bar, index) => (
        <rect
          key={bar.missionId}
          class={`outcome-bar-${bar.kind}`}
          x={index * step}
          width={barWidth}
          rx={1}
          {...placeOf(bar)}
        />
      ))}
    </svg>
  );
}

function placeOf({ kind, share }: OutcomeBar): { readonly y: number; readonly height: number } {
  if (kind === 'stopped') return { y: middle - 1, height: 2 };
  const room = kind === 'bad' ? height - middle : middle;
  const length = Math.max(least, share * room);
  return { y: kind === 'bad' ? middle : middle - length, height: length };
}
