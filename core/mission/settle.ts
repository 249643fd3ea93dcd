import type * as z from 'zod';
import type { NoteDeps } from '../app/note-release.ts';
import { noteRelease } from '../app/note-release.ts';
import type { DiagnosisDeps } from '../app/propose-diagnosis.ts';
import { proposeDiagnosis } from '../app/propose-diagnosis.ts';
import { missingSecrets } from '../app/secrets/app-secrets.ts';
import type { ReceiptDeps } from '../budget/receipt.ts';
import { receiptOf } from '../budget/receipt.ts';
import type { SealDeps } from '../evidence/seal-evidence.ts';
import { sealEvidence } from '../evidence/seal-evidence.ts';
import { listPods, movePod } from '../pod/pod-records.ts';
import { settlePod } from '../pod/pod-spending.ts';
import type { BudgetLedger } from '../ports/budget-ledger.ts';
import type { PodHost } from '../ports/pod-host.ts';
import type { MissionId } from '../wire/ids.ts';
import type { Failure } from '../wire/mission.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { readMission, runCommand } from './append-facts.ts';
import { caughtSchema, explainCaught } from './explain-caught.ts';
import type { Mission } from './mission.ts';
import { hasEnded } from './mission.ts';
import type { StageOptions, StageOutput } from './stage.ts';
import { goTo, stageInputSchema } from './stage.ts';

export interface SettleDeps extends MissionLogDeps, SealDeps, DiagnosisDeps, ReceiptDeps {
  readonly podHost: PodHost;
  readonly ledger: BudgetLedger;
}

export const settleInputSchema = stageInputSchema.extend({ error: caughtSchema.nullable() });
export type SettleInput = z.infer<typeof settleInputSchema>;

/**
 * The stage that every path ends in: what shipped is spoken of, then the terminal event is appended, the evidence sealed, the pods released.
 * Doing it again changes nothing.
 */
export const settle =
  (deps: SettleDeps & NoteDeps) =>
  async (input: SettleInput, { signal }: StageOptions): Promise<StageOutput> => {
    const { mission_id: missionId } = input;
    const mission = await readMission(deps)(missionId, { signal });
    // A courtesy, as the diagnosis is: when it cannot be made, the mission still ends.
    if (input.error === null) await noteRelease(deps)(mission, signal).catch(() => undefined);
    await endMission(deps)(input, { signal });
    return goTo(missionId, 'settle');
  };

/** Appends the terminal event where there is none, releases the pods and seals the evidence. */
export const endMission =
  (deps: SettleDeps) =>
  async (input: SettleInput, { signal }: StageOptions): Promise<void> => {
    const { mission_id: missionId } = input;
    const fault = input.error === null ? undefined : explainCaught(input.error);
    await diagnose(deps, missionId, fault?.failure, signal);
    const mission = await readMission(deps)(missionId, { signal });
    const receipt = await receiptOf(deps)(mission, signal);
    const unset = await unsetSecrets(deps, mission, signal);
    const command = { kind: 'settle', fault, receipt, unset } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
    await releasePods(deps)(missionId, signal);
    await sealEvidence(deps)(missionId, signal);
  };

async function unsetSecrets(
  deps: SettleDeps,
  { app, spec }: Mission,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return app === undefined ? [] : missingSecrets(deps)(app, { needs: spec?.needs }, signal);
}

/** Leaves a diagnosis where a failed mission's app has a repository. It is a courtesy: when it cannot be made, the mission still ends. */
async function diagnose(
  deps: SettleDeps,
  missionId: MissionId,
  caught: Failure | undefined,
  signal: AbortSignal,
): Promise<void> {
  const mission = await readMission(deps)(missionId, { signal });
  const failure = mission.givenUp?.failure ?? caught;
  if (failure === undefined || hasEnded(mission)) return;
  await proposeDiagnosis(deps)(mission, failure, signal).catch(() => undefined);
}

/** Stops every pod of a mission that is not done. */
export const releasePods =
  (deps: Pick<SettleDeps, 'records' | 'podHost' | 'clock' | 'ledger'>) =>
  async (missionId: MissionId, signal: AbortSignal): Promise<void> => {
    const pods = await listPods(deps)(missionId, signal);
    await Promise.all(
      pods
        .filter(({ pod }) => pod.state !== 'done')
        .map(async (stored) => {
          const { pod_id: podId } = stored.pod;
          await deps.podHost.stop(podId, signal);
          // Whoever moved it meanwhile hears of its stop.
          await movePod(deps)(stored, { state: 'done' }, signal);
          await settlePod(deps)(missionId, podId, signal);
        }),
    );
  };
