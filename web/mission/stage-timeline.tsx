import './stage-timeline.css';
import type { JSX } from 'preact';
import { formatDuration } from '../shell/duration.ts';
import { formatUsd } from '../shell/money.ts';
import { ScrollRegion } from '../shell/scroll-region.tsx';
import type { Lane, Span } from './attempt-lanes.ts';
import { type StageId, stageLabels } from './stage-track.ts';

/** The attempts as lanes on one axis of time, and the same figures as a table. */
export function StageTimeline({ lanes }: { readonly lanes: readonly Lane[] }): JSX.Element {
  const endMs = Math.max(1, ...lanes.flatMap(({ spans }) => spans.map(({ toMs }) => toMs)));
  return (
    <div class="timeline">
      <div class="timeline-lanes" aria-hidden="true">
        {lanes.map((lane) => (
          <TimelineLane key={lane.attempt} lane={lane} endMs={endMs} />
        ))}
        <span />
        <span class="timeline-axis">
          <span>0</span>
          <span>{formatDuration(endMs)}</span>
        </span>
      </div>
      <ScrollRegion label="Time and cost of each attempt">
        <StageTable lanes={lanes} />
      </ScrollRegion>
    </div>
  );
}

const barHeight = 14;

function TimelineLane({ lane, endMs }: { readonly lane: Lane; readonly endMs: number }): JSX.Element {
  const percent = (ms: number): string => `${(ms / endMs) * 100}%`;
  return (
    <>
      <span class="timeline-label">{lane.label}</span>
      <svg class="timeline-bars" width="100%" height={barHeight}>
        <title>{lane.label}</title>
        {lane.spans.map(({ stage, fromMs, toMs }) => (
          <rect
            key={fromMs}
            class={`timeline-${stage}`}
            x={percent(fromMs)}
            width={percent(Math.max(toMs - fromMs, endMs * 0.003))}
            height={barHeight}
            rx={2}
          >
            <title>{`${stageLabels[stage]}: ${formatDuration(toMs - fromMs)}`}</title>
          </rect>
        ))}
      </svg>
    </>
  );
}

function StageTable({ lanes }: { readonly lanes: readonly Lane[] }): JSX.Element {
  const stages = (Object.keys(stageLabels) as StageId[]).filter((stage) =>
    lanes.some(({ spans }) => timeIn(spans, stage) > 0),
  );
  return (
    <table class="timeline-table small">
      <thead>
        <tr>
          <th scope="col">Attempt</th>
          {stages.map((stage) => (
            <th key={stage} scope="col">
              <span class={`timeline-key timeline-${stage}`} aria-hidden="true" />
              {stageLabels[stage]}
            </th>
          ))}
          <th scope="col">Cost</th>
        </tr>
      </thead>
      <tbody>
        {lanes.map((lane) => (
          <tr key={lane.attempt}>
            <th scope="row">{lane.label}</th>
            {stages.map((stage) => {
              const ms = timeIn(lane.spans, stage);
              return <td key={stage}>{ms === 0 ? '–' : formatDuration(ms)}</td>;
            })}
            <td>{formatUsd(lane.costUsd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const timeIn = (spans: readonly Span[], stage: StageId): number =>
  spans.reduce((sum, span) => (span.stage === stage ? sum + span.toMs - span.fromMs : sum), 0);
