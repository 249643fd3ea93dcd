import type { AskDeps } from '../app/ask-outside.ts';
import { askOutside, failureOfPlaces } from '../app/ask-outside.ts';
import { loadDraft } from '../draft/draft-store.ts';
import { Conflict } from '../errors.ts';
import { loadReport } from '../pod/attempt-store.ts';
import type { Judgement } from '../pod/judge.ts';
import { judgeOutside, judge as judgeReport } from '../pod/judge.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { agreedSpec } from '../spec/agreed-spec.ts';
import { doubtfulCheck } from '../spec/doubtful-check.ts';
import type { Failure } from '../wire/mission.ts';
import type { Needs } from '../wire/spec.ts';
import { needsNothing } from '../wire/spec.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { readMission, runCommand } from './append-facts.ts';
import type { Attempt } from './attempt.ts';
import { maxHeals } from './decide.ts';
import { afterGivenUp, earlierHeals, followJudgement } from './follow-judgement.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';
import type { StageInput, StageOptions, StageOutput } from './stage.ts';
import { goTo } from './stage.ts';

export interface JudgeDeps extends MissionLogDeps, AskDeps {
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
    if (mission.givenUp !== undefined) return goTo(missionId, afterGivenUp(mission));
    if (currentAttempt(mission).attempt > judged.attempt) return goTo(missionId, 'heal');
    return judgeAttempt(deps, mission, { ...judged, draft: judged.draft }, signal);
  };

async function judgeAttempt(
  deps: JudgeDeps,
  mission: Mission,
  { attempt, report: told, draft }: Attempt & { readonly draft: NonNullable<Attempt['draft']> },
  signal: AbortSignal,
): Promise<StageOutput> {
  const { missionId } = mission;
  const { checks = [], needs = needsNothing } = (await agreedSpec(deps)(mission, signal)) ?? {};
  const report = await loadReport(deps)(missionId, told, signal);
  const judgement = judgeReport(deps.digest)({
    attempt,
    earlierHeals: earlierHeals(mission),
    maxHeals,
    report,
    treeSha256: draft.tree_sha256,
    checks,
    waived: mission.waived.map(({ check }) => check),
  });
  if (judgement.verdict === 'ship')
    return askBeforeShipping(deps, mission, { attempt, draft, needs }, signal);
  // The check may be what is wrong: that is looked at before anything is healed or given up.
  const isOfChecks = failureOf(judgement).step === 'accept';
  if (isOfChecks && doubtfulCheck(mission, { checks }, report) !== undefined)
    return goTo(missionId, 'specify');
  return followJudgement(deps)(mission, judgement, signal);
}

/** What passed in the pod, where the outside is what the author takes it for, is held against the outside as it is. */
async function askBeforeShipping(
  deps: JudgeDeps,
  mission: Mission,
  {
    attempt,
    draft,
    needs,
  }: Pick<Attempt, 'attempt'> & {
    readonly draft: NonNullable<Attempt['draft']>;
    readonly needs: Needs;
  },
  signal: AbortSignal,
): Promise<StageOutput> {
  const { missionId } = mission;
  if (needs.origins.length === 0) return goTo(missionId, afterTests(mission));
  const { files } = await loadDraft(deps)(missionId, { ...draft, attempt }, signal);
  const asked = await askOutside(deps)({ needs, files }, signal);
  if (asked.length > 0) {
    const places = asked.map(({ origin, outcome }) => ({ origin, outcome }));
    const command = { kind: 'record-asked', data: { attempt, places } } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
  }
  const failure = failureOfPlaces(asked);
  if (failure === undefined) return goTo(missionId, afterTests(mission));
  const tries = { earlierHeals: earlierHeals(mission), maxHeals };
  return followJudgement(deps)(mission, judgeOutside(deps.digest)({ ...tries, failure }), signal);
}

const failureOf = (judgement: Exclude<Judgement, { verdict: 'ship' }>): Failure =>
  judgement.verdict === 'heal' ? judgement.reason.failure : judgement.failure;

/** Where a mission goes that passed its tests: what was asked of it decides. */
export function afterTests(mission: Mission): 'deploy' | 'publish' | 'settle' {
  if (mission.request.deploy) return 'deploy';
  return mission.request.publish ? 'publish' : 'settle';
}
