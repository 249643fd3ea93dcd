import type { GateJudgement, Judgement } from '../pod/judge.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { runCommand } from './append-facts.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';
import type { StageOutput } from './stage.ts';
import { goTo } from './stage.ts';

/** Fingerprints of what this mission was healed for already. */
export function earlierFingerprints(mission: Mission): readonly string[] {
  return mission.attempts.flatMap((attempt) => attempt.reason?.fingerprint ?? []);
}

/** Puts on record what a judgement that does not pass asks for: another attempt, or giving up. */
export const followJudgement =
  (deps: MissionLogDeps) =>
  async (
    mission: Mission,
    judgement: Exclude<Judgement | GateJudgement, { verdict: 'ship' | 'pass' }>,
    signal: AbortSignal,
  ): Promise<StageOutput> => {
    const { missionId } = mission;
    if (judgement.verdict === 'heal') {
      const command = {
        kind: 'request-heal',
        ofAttempt: currentAttempt(mission).attempt,
        reason: judgement.reason,
      } as const;
      await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
      return goTo(missionId, 'heal');
    }
    const command = { kind: 'give-up', failure: judgement.failure, endsAs: judgement.endsAs } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
    return goTo(missionId, 'settle');
  };
