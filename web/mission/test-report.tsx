import './test-report.css';
import type { JSX } from 'preact';
import type { PodReport } from '../../core/wire/pod.ts';
import { formatDuration } from '../shell/duration.ts';
import { ScrollRegion } from '../shell/scroll-region.tsx';

const podMemoryBytes = 512 * 1024 * 1024;
const podWallMs = 180_000;

/** A pod's report: tests, coverage, time and memory against their limits, and each step. */
export function TestReport({ report }: { readonly report: PodReport }): JSX.Element {
  const { tests, coverage } = report;
  return (
    <section class="card" aria-label="Test report">
      <div class="card-head">
        <h2>Test report</h2>
        <span class={`badge badge-${report.outcome === 'passed' ? 'good' : 'bad'}`}>{report.outcome}</span>
      </div>
      <dl class="figures">
        <Figure name="Tests" value={tests === null ? 'none' : `${tests.passed} of ${tests.total}`} />
        <Figure
          name="Coverage"
          value={coverage === null ? 'none' : `${coverage.line_percent.toFixed(1)} %`}
        />
        <Figure name="Time" value={formatDuration(report.duration_ms)} limit={formatDuration(podWallMs)} />
        <Figure name="Memory" value={mebibytes(report.peak_memory_bytes)} limit={mebibytes(podMemoryBytes)} />
        <Figure name="Isolation" value={report.isolation} />
      </dl>
      <Steps report={report} />
      {tests !== null && tests.titles.length > 0 && <Titles titles={tests.titles} />}
    </section>
  );
}

function Figure({
  name,
  value,
  limit,
}: {
  readonly name: string;
  readonly value: string;
  readonly limit?: string;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {limit !== undefined && <span class="muted"> of {limit}</span>}
      </dd>
    </div>
  );
}

function Steps({ report }: { readonly report: PodReport }): JSX.Element {
  return (
    <ScrollRegion label="Steps">
      <table class="steps">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Exit</th>
            <th scope="col">Time</th>
            <th scope="col">Memory</th>
          </tr>
        </thead>
        <tbody>
          {report.steps.map((step) => (
            <tr key={step.step} class={step.step === report.failed_step ? 'steps-failed' : ''}>
              <th scope="row">
                <code>{step.step}</code>
              </th>
              <td>{step.ended_by ?? step.signal ?? step.exit_code ?? ''}</td>
              <td>{formatDuration(step.duration_ms)}</td>
              <td>{mebibytes(step.peak_memory_bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

type Titled = NonNullable<PodReport['tests']>['titles'];

function Titles({ titles }: { readonly titles: Titled }): JSX.Element {
  return (
    <details class="fold titles" open={titles.some(({ outcome }) => outcome === 'failed')}>
      <summary>Every test by name</summary>
      <ul>
        {titles.map(({ title, outcome }, index) => (
          <li key={index} class={`title-${outcome}`}>
            <span class="visually-hidden">{outcome}: </span>
            {title}
          </li>
        ))}
      </ul>
    </details>
  );
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
