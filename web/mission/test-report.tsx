import './test-report.css';
import type { JSX } from 'preact';
import type { PodReport } from '../../core/wire/pod.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { formatDuration } from '../shell/duration.ts';
import { ScrollRegion } from '../shell/scroll-region.tsx';
import { formatBytes } from '../shell/size.ts';

const podMemoryBytes = 512 * 1024 * 1024;
const podWallMs = 180_000;
const leastCoveragePercent = 60;

/** A pod's report: tests, coverage, time and memory against their limits, and each step. */
export function TestReport({ report }: { readonly report: PodReport }): JSX.Element {
  const { tests, coverage } = report;
  return (
    <section class="card" aria-label="Test report">
      <div class="card-head">
        <h2>Test report</h2>
        <span class={`badge badge-${report.outcome === 'passed' ? 'good' : 'bad'}`}>{report.outcome}</span>
      </div>
      <Figures report={report} />
      <Steps report={report} />
      {report.outcome === 'failed' && <p class="report-words small">{visibleText(report.message)}</p>}
      {tests !== null && tests.titles.length > 0 && <Titles titles={tests.titles} />}
      {coverage !== null && coverage.files.length > 0 && <Coverage files={coverage.files} />}
    </section>
  );
}

function Figures({ report }: { readonly report: PodReport }): JSX.Element {
  const timeShare = report.duration_ms / podWallMs;
  const memoryShare = report.peak_memory_bytes / podMemoryBytes;
  return (
    <dl class="figures">
      <TestsFigure tests={report.tests} />
      <CoverageFigure coverage={report.coverage} />
      <Figure
        name="Time"
        value={formatDuration(report.duration_ms)}
        limit={`${podWallMs / 1_000} s`}
        share={timeShare}
        tone={toneOfUse(timeShare)}
      />
      <Figure
        name="Peak memory"
        value={formatBytes(report.peak_memory_bytes)}
        limit={formatBytes(podMemoryBytes)}
        share={memoryShare}
        tone={toneOfUse(memoryShare)}
      />
      <Figure name="Isolation" value={report.isolation} />
    </dl>
  );
}

function TestsFigure({ tests }: Pick<PodReport, 'tests'>): JSX.Element {
  if (tests === null || tests.total === 0) return <Figure name="Tests passed" value="none" />;
  return (
    <Figure
      name="Tests passed"
      value={`${tests.passed} of ${tests.total}`}
      share={tests.passed / tests.total}
      tone={tests.failed > 0 ? 'bad' : 'good'}
    />
  );
}

function CoverageFigure({ coverage }: Pick<PodReport, 'coverage'>): JSX.Element {
  if (coverage === null) return <Figure name="Line coverage" value="none" />;
  const { line_percent: percent } = coverage;
  return (
    <Figure
      name="Line coverage"
      value={`${percent.toFixed(1)} %`}
      share={percent / 100}
      tone={percent < leastCoveragePercent ? 'bad' : 'good'}
    />
  );
}

type Tone = 'good' | 'warn' | 'bad';

function toneOfUse(share: number): Tone {
  if (share >= 1) return 'bad';
  return share > 0.8 ? 'warn' : 'good';
}

/** A figure, its limit where it has one, and a bar for the share of it that was used. */
function Figure({
  name,
  value,
  limit,
  share,
  tone = 'good',
}: {
  readonly name: string;
  readonly value: string;
  readonly limit?: string;
  readonly share?: number | undefined;
  readonly tone?: Tone;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {limit !== undefined && <span class="muted"> of {limit}</span>}
        {share !== undefined && (
          <span class="bar" aria-hidden="true">
            <span class={`bar-${tone}`} style={{ width: `${Math.min(100, Math.max(1, share * 100))}%` }} />
          </span>
        )}
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
              <td>{formatBytes(step.peak_memory_bytes)}</td>
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
            {visibleText(title)}
          </li>
        ))}
      </ul>
    </details>
  );
}

type CoveredFiles = NonNullable<PodReport['coverage']>['files'];

function Coverage({ files }: { readonly files: CoveredFiles }): JSX.Element {
  const leastFirst = files.toSorted((left, right) => left.line_percent - right.line_percent);
  return (
    <details class="fold titles">
      <summary>Coverage by file</summary>
      <table class="steps">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Lines</th>
          </tr>
        </thead>
        <tbody>
          {leastFirst.map(({ path, line_percent }) => (
            <tr key={path}>
              <th scope="row">
                <code>{visibleText(path)}</code>
              </th>
              <td>{line_percent.toFixed(1)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
