import { isGantryError, PodLost } from '../errors.ts';
import type { Redact } from '../gate/redact-secrets.ts';
import { redactAll } from '../gate/redact-secrets.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { runCommand } from '../mission/append-facts.ts';
import type { BudgetLedger } from '../ports/budget-ledger.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { PodReport } from '../wire/pod.ts';
import type { PodNotice } from '../wire/pod-notice.ts';
import type { StoredReport } from './attempt-store.ts';
import { keepAttempt, readMailboxReport } from './attempt-store.ts';
import type { PodRecord } from './pod-records.ts';
import { findPod, savePod } from './pod-records.ts';
import { settlePod } from './pod-spending.ts';

export interface ReceiveDeps extends MissionLogDeps {
  readonly objects: ObjectStore;
  readonly records: RecordStore;
  readonly ledger: BudgetLedger;
  readonly workflow: Workflow;
  readonly redact: Redact;
  /** Hears of each report that counts. */
  readonly onReport?: (report: PodReport) => void;
}

/**
 * Takes a pod's report, whoever tells of it and however often: by the mailbox or by "task stopped", in any order. The mailbox is read first,
 * and the first report counts. A pod that stopped without one is lost, and its build is tried again.
 */
export const receiveReport =
  (deps: ReceiveDeps) =>
  async (notice: PodNotice, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    const pod = await findPod(deps)(notice.missionId, notice.podId, signal);
    if (pod === undefined || pod.state === 'done') return;
    const report = await readMailboxReport(deps)(notice.missionId, notice.podId, signal);
    if (report !== undefined && report.attempt === pod.attempt) return takeReport(deps, pod, report, signal);
    if (notice.kind === 'stopped') await losePod(deps, pod, signal);
  };

async function takeReport(
  deps: ReceiveDeps,
  pod: PodRecord,
  sent: PodReport,
  signal: AbortSignal,
): Promise<void> {
  const report = redactAll(deps.redact, sent);
  const stored = await keepAttempt(deps)(report, signal);
  await recordReport(deps, report, stored, signal);
  deps.onReport?.(report);
  if (pod.task_token !== null) await deps.workflow.succeedTask(pod.task_token, {}, signal);
  await savePod(deps)({ ...pod, state: 'done' }, signal);
  await settlePod(deps)(pod.mission_id, pod.pod_id, signal);
}

/** A report that comes after the mission's end is kept and changes nothing. */
async function recordReport(
  deps: ReceiveDeps,
  report: PodReport,
  stored: StoredReport,
  signal: AbortSignal,
): Promise<void> {
  const { titles: _titles, ...tests } = report.tests ?? { titles: [], total: 0, passed: 0, failed: 0 };
  const data = {
    ...stored,
    pod_id: report.pod_id,
    outcome: report.outcome,
    isolation: report.isolation,
    tree_sha256: report.tree_sha256,
    artifact_sha256: report.artifact_sha256,
    tests: report.tests === null ? null : tests,
    coverage_percent: report.coverage?.line_percent ?? null,
    peak_memory_bytes: report.peak_memory_bytes,
    duration_ms: report.duration_ms,
  };
  const command = { kind: 'receive-report', data } as const;
  try {
    await runCommand(deps)({ missionId: report.mission_id, command, actor: 'gantry' }, { signal });
  } catch (error) {
    if (!isGantryError(error) || error.name !== 'MissionEnded') throw error;
  }
}

async function losePod(deps: ReceiveDeps, pod: PodRecord, signal: AbortSignal): Promise<void> {
  if (pod.task_token !== null) {
    const lost = new PodLost('pod_lost', 'The pod stopped before it reported.');
    const fault = { error: lost.name, cause: lost.message };
    await deps.workflow.failTask(pod.task_token, fault, signal);
  }
  await savePod(deps)({ ...pod, state: 'done' }, signal);
  await settlePod(deps)(pod.mission_id, pod.pod_id, signal);
}
