import { isGantryError, PodInterrupted, PodLost } from '../errors.ts';
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
import type { CheckArtifact } from './check-artifact.ts';
import { keepShots } from './keep-shots.ts';
import type { StoredPod } from './pod-records.ts';
import { findPod, movePod } from './pod-records.ts';
import { settlePod } from './pod-spending.ts';
import { toldReport } from './told-report.ts';

export interface ReceiveDeps extends MissionLogDeps {
  readonly objects: ObjectStore;
  readonly records: RecordStore;
  readonly ledger: BudgetLedger;
  readonly workflow: Workflow;
  readonly redact: Redact;
  readonly checkArtifact: CheckArtifact;
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
    const stored = await findPod(deps)(notice.missionId, notice.podId, signal);
    if (stored === undefined || stored.pod.state === 'done') return;
    const report = await readMailboxReport(deps)(notice.missionId, notice.podId, signal);
    if (report !== undefined && report.attempt === stored.pod.attempt)
      return takeReport(deps, stored, report, signal);
    if (notice.kind !== 'stopped' || (await losePod(deps, stored, lossOf(notice), signal))) return;
    // It was given a bundle at this very moment, and now there is a token that waits for an answer.
    await receiveReport(deps)(notice, { signal });
  };

async function takeReport(
  deps: ReceiveDeps,
  stored: StoredPod,
  sent: PodReport,
  signal: AbortSignal,
): Promise<void> {
  const { pod } = stored;
  const checked = await redactAll(deps.redact, await deps.checkArtifact(sent, signal));
  const report = await keepShots(deps)(checked, signal);
  const kept = await keepAttempt(deps)(report, signal);
  await recordReport(deps, report, kept, signal);
  deps.onReport?.(report);
  if (pod.task_token !== null) await deps.workflow.succeedTask(pod.task_token, {}, signal);
  await movePod(deps)(stored, { state: 'done' }, signal);
  await settlePod(deps)(pod.mission_id, pod.pod_id, signal);
}

/** A report that comes after the mission's end is kept and changes nothing. */
async function recordReport(
  deps: ReceiveDeps,
  report: PodReport,
  stored: StoredReport,
  signal: AbortSignal,
): Promise<void> {
  const data = { ...toldReport(report), ...stored };
  const command = { kind: 'receive-report', data } as const;
  try {
    await runCommand(deps)({ missionId: report.mission_id, command, actor: 'gantry' }, { signal });
  } catch (error) {
    if (!isGantryError(error) || error.name !== 'MissionEnded') throw error;
  }
}

function lossOf({ isHostGone }: Extract<PodNotice, { kind: 'stopped' }>): PodLost | PodInterrupted {
  return isHostGone === true
    ? new PodInterrupted('pod_interrupted', 'The machine under the pod went away before it reported.')
    : new PodLost('pod_lost', 'The pod stopped before it reported.');
}

/** Answers whether the pod was still as it was read; its build is failed first, so that a crash in between is made up for by the next notice. */
async function losePod(
  deps: ReceiveDeps,
  stored: StoredPod,
  lost: PodLost | PodInterrupted,
  signal: AbortSignal,
): Promise<boolean> {
  const { pod } = stored;
  if (pod.task_token !== null) {
    const fault = { error: lost.name, cause: lost.message };
    await deps.workflow.failTask(pod.task_token, fault, signal);
  }
  const isMoved = await movePod(deps)(stored, { state: 'done' }, signal);
  if (isMoved) await settlePod(deps)(pod.mission_id, pod.pod_id, signal);
  return isMoved;
}
