import { hash } from 'node:crypto';
import type { PodReport, StepReport } from '../../../core/wire/pod.ts';
import { podReportSchema } from '../../../core/wire/pod.ts';

export const digest = { sha256: (data: string | Uint8Array) => hash('sha256', data) };
export const treeSha256 = 'a'.repeat(64);
export const artifactSha256 = 'b'.repeat(64);

/** A step that ended well, but for what is given. */
export function makeStep(step: Partial<StepReport> = {}): StepReport {
  return {
    step: 'test',
    program: 'node-test',
    exit_code: 0,
    signal: null,
    ended_by: null,
    duration_ms: 10,
    peak_memory_bytes: 1,
    log_tail: '',
    log_bytes: 0,
    ...step,
  };
}

/** A report that passed, but for what is given. */
export function makeReport(report: Partial<PodReport> = {}): PodReport {
  return podReportSchema.parse({
    version: 1,
    mission_id: `msn_${'0'.repeat(26)}`,
    pod_id: `pod_${'0'.repeat(26)}`,
    attempt: 0,
    isolation: 'bubblewrap',
    outcome: 'passed',
    failed_step: null,
    failed_because: null,
    message: '',
    tree_sha256: treeSha256,
    artifact_sha256: artifactSha256,
    artifact_bytes: 10,
    steps: [makeStep()],
    tests: { total: 1, passed: 1, failed: 0, titles: [{ title: 'adds', outcome: 'passed' }] },
    coverage: null,
    peak_memory_bytes: 1,
    duration_ms: 10,
    ...report,
  });
}

/** A report whose test step failed. */
export function makeFailure(
  because: PodReport['failed_because'],
  step: Partial<StepReport> = {},
  report: Partial<PodReport> = {},
): PodReport {
  return makeReport({
    outcome: 'failed',
    failed_step: 'test',
    failed_because: because,
    message: 'test ended with 1',
    artifact_sha256: null,
    tests: null,
    steps: [makeStep({ exit_code: 1, ...step })],
    ...report,
  });
}
