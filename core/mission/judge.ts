import { Conflict } from '../errors.ts';
import { loadReport } from '../pod/attempt-store.ts';
import { judge as judgeReport } from '../pod/judge.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { readMission } from './append-facts.ts';
import { maxHeals } from './decide.ts';
import { earlierFingerprints, followJudgement } from './follow-judgement.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';
import type { StageInput, StageOptions, StageOutput } from './stage.ts';
import { goTo } from './stage.ts';

export interface JudgeDeps extends MissionLogDeps {
  readonly objects: ObjectStore;
}

/** The stage that decides on the pod's report: ship, heal or give up. */
export const judge =
  (deps: JudgeDeps) =>
  async ({ mission_id: missionId }: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const mission = await readMission(deps)(missionId, { signal });
    const judged = mission.attempts.findLast((attempt) => attempt.report !== undefined);
    if (judged?.draft === undefined)
      throw new Conflict('nothing_to_judge', 'No pod has reported on this mission yet.');
    if (mission.givenUp !== undefined) return goTo(missionId, 'settle');
    if (currentAttempt(mission).attempt > judged.attempt) return goTo(missionId, 'heal');
    const judgement = judgeReport(deps.digest)({
      attempt: judged.attempt,
      earlierFingerprints: earlierFingerprints(mission),
      maxHeals,
      report: await loadReport(deps)(missionId, judged.report, signal),
      treeSha256: judged.draft.tree_sha256,
    });
    if (judgement.verdict === 'ship') return goTo(missionId, afterTests(mission));
    return followJudgement(deps)(mission, judgement, signal);
  };

/** Where a mission goes that passed its tests: what was asked of it decides. */
export function afterTests(mission: Mission): 'deploy' | 'publish' | 'settle' {
  if (mission.request.deploy) return 'deploy';
  return mission.request.publish ? 'publish' : 'settle';
}
