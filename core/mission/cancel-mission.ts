import { receiptOf } from '../budget/receipt.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { MissionId } from '../wire/ids.ts';
import type { MissionView } from '../wire/mission.ts';
import { readMission, runCommand } from './append-facts.ts';
import type { SettleDeps } from './settle.ts';
import { endMission } from './settle.ts';
import { viewMission } from './view-mission.ts';

/** Stops the work and not just its display: the fence first, then the execution and the pods, then the evidence. Again is the same; Conflict when it ended otherwise. */
export const cancelMission =
  (deps: SettleDeps & { readonly workflow: Workflow }) =>
  async (
    input: { readonly missionId: MissionId; readonly by: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<MissionView> => {
    const { missionId, by } = input;
    const receipt = await receiptOf(deps)(await readMission(deps)(missionId, { signal }), signal);
    const mission = await runCommand(deps)(
      { missionId, command: { kind: 'cancel', by, receipt }, actor: by },
      { signal },
    );
    await deps.workflow.stop(missionId, { error: 'MissionEnded', cause: 'Cancelled by its owner.' }, signal);
    await endMission(deps)({ mission_id: missionId, error: null }, { signal });
    return viewMission(mission);
  };
