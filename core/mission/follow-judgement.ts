import type { GateJudgement, Judgement } from '../pod/judge.ts';
import type { HealReason } from '../wire/event.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { runCommand } from './append-facts.ts';
import type { Mission } from './mission.ts';
import { allAttempts, currentAttempt, isWorthShowing } from './mission.ts';
import type { NextStage, StageOutput } from './stage.ts';
import { goTo } from './stage.ts';

/** What this mission was healed for already. */
export function earlierHeals(mission: Mission): readonly HealReason[] {
  return allAttempts(mission).flatMap(({ reason }) => reason ?? []);
}

/** The rules that drafts of this mission were sent back for: some may not come back. */
export const rulesHealedFor = ({ attempts }: Mission): readonly string[] =>
  attempts.flatMap(({ reason }) => reason?.findings.map(({ rule }) => rule) ?? []);

/**
 * Where a mission goes that was given up: one that went back to a draft that works is judged by that, and an app that runs and does not do all
 * that it should is put where its owner can look at it.
 */
export function afterGivenUp(mission: Mission): Extract<NextStage, 'judge' | 'show' | 'settle'> {
  if (mission.givenUp === undefined) return 'judge';
  return mission.request.deploy && isWorthShowing(mission) ? 'show' : 'settle';
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
    const givenUp = await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
    return goTo(missionId, afterGivenUp(givenUp));
  };
