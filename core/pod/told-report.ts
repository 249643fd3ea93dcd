import type { MissionFact } from '../wire/event.ts';
import type { PodReport } from '../wire/pod.ts';
import { triedIn } from './failed-checks.ts';

type Told = Extract<MissionFact, { event: 'report-received' }>['data'];

const maxTextLength = 200;
const maxOrigins = 20;
const maxFailing = 10;
const maxChecks = 24;

/** What an event tells of a report, cut to what an event holds; the report itself is kept whole. */
export function toldReport(report: PodReport): Omit<Told, 'attempt' | 'report_sha256' | 'log_sha256'> {
  const { tests, boot } = report;
  const tried = triedIn(report);
  return {
    pod_id: report.pod_id,
    outcome: report.outcome,
    isolation: report.isolation,
    tree_sha256: report.tree_sha256,
    artifact_sha256: report.artifact_sha256,
    tests: tests && { total: tests.total, passed: tests.passed, failed: tests.failed },
    coverage_percent: report.coverage?.line_percent ?? null,
    peak_memory_bytes: report.peak_memory_bytes,
    duration_ms: report.duration_ms,
    ...(tried !== undefined && {
      checks: { browser: tried.browser, results: tried.results.slice(0, maxChecks) },
    }),
    ...(boot !== undefined && { boot: toldBoot(boot) }),
  };
}

function toldBoot({ contacted, functions }: NonNullable<PodReport['boot']>): NonNullable<Told['boot']> {
  const failing = functions.flatMap(({ path, status }) =>
    status !== null && status >= 500 ? [{ path: cut(path), status }] : [],
  );
  return { contacted: contacted.slice(0, maxOrigins).map(cut), failing: failing.slice(0, maxFailing) };
}

/** Never half a character. */
const cut = (text: string): string => text.slice(0, maxTextLength).toWellFormed();
