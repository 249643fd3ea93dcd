import type { AskDeps } from '../app/ask-outside.ts';
import { askOutside, failureOfPlaces } from '../app/ask-outside.ts';
import { loadDraft } from '../draft/draft-store.ts';
import { Conflict } from '../errors.ts';
import { judgeRead } from '../gate/judge-read.ts';
import { loadReport } from '../pod/attempt-store.ts';
import type { FailedCheck } from '../pod/failed-checks.ts';
import { failedChecks, failureOfChecks } from '../pod/failed-checks.ts';
import type { Judgement } from '../pod/judge.ts';
import { judgeOutside, judge as judgeReport } from '../pod/judge.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Texts } from '../skill/texts.ts';
import { agreedSpec } from '../spec/agreed-spec.ts';
import { doubtfulCheck } from '../spec/doubtful-check.ts';
import type { Failure } from '../wire/mission.ts';
import type { Needs } from '../wire/spec.ts';
import { needsNothing } from '../wire/spec.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { readMission, runCommand } from './append-facts.ts';
import type { Attempt } from './attempt.ts';
import { healCapsOf } from './decide.ts';
import { holdsLess } from './fall-back.ts';
import { afterGivenUp, earlierHeals, followJudgement, rulesHealedFor } from './follow-judgement.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';
import { showFault } from './show-fault.ts';
import type { StageInput, StageOptions, StageOutput } from './stage.ts';
import { goTo } from './stage.ts';

export interface JudgeDeps extends MissionLogDeps, AskDeps {
  readonly objects: ObjectStore;
  readonly texts: Pick<Texts, 'policy'>;
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
  const known = { checks, waived: mission.waived.map(({ check }) => check), fault: mission.request.fault };
  const report = await loadReport(deps)(missionId, told, signal);
  const tried = await showFault(deps)(mission, { attempt, draft }, report, signal);
  if (tried !== undefined) return tried;
  const judgement = judgeReport(deps.digest)({
    attempt,
    earlierHeals: earlierHeals(mission),
    maxHeals: healCapsOf(mission),
    report,
    treeSha256: draft.tree_sha256,
    ...known,
    read: judgeRead(deps.texts.policy, {
      findings: report.findings ?? [],
      healedFor: rulesHealedFor(mission),
    }),
  });
  if (judgement.verdict === 'ship') {
    if (holdsLess(mission)) return giveUpHeal(deps, mission, failedChecks(report, known), signal);
    return askBeforeShipping(deps, mission, { attempt, draft, needs }, signal);
  }
  // The check may be what is wrong: that is looked at before anything is healed or given up.
  const isOfChecks = failureOf(judgement).step === 'accept';
  if (isOfChecks && isAskable(mission) && doubtfulCheck(mission, { checks }, report) !== undefined)
    return goTo(missionId, 'specify');
  return followJudgement(deps)(mission, judgement, signal);
}

/** What an owner wrote by hand is held to the checks as they are: no model is asked. */
const isAskable = ({ request }: Mission): boolean => request.edit === undefined;

/** A heal of what only informs that broke more than it mended. */
async function giveUpHeal(
  deps: JudgeDeps,
  mission: Mission,
  failed: readonly FailedCheck[],
  signal: AbortSignal,
): Promise<StageOutput> {
  const judgement = { verdict: 'give-up', failure: failureOfChecks(failed), endsAs: 'FAILED' } as const;
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
  const tries = { earlierHeals: earlierHeals(mission), maxHeals: healCapsOf(mission) };
  // What the mission went back to is not mended any more.
  const judgement =
    mission.restored === undefined
      ? judgeOutside(deps.digest)({ ...tries, failure })
      : ({ verdict: 'give-up', failure, endsAs: 'FAILED' } as const);
  return followJudgement(deps)(mission, judgement, signal);
}

const failureOf = (judgement: Exclude<Judgement, { verdict: 'ship' }>): Failure =>
  judgement.verdict === 'heal' ? judgement.reason.failure : judgement.failure;

/** Where a mission goes that passed its tests: what was asked of it decides. */
export function afterTests(mission: Mission): 'deploy' | 'publish' | 'settle' {
  if (mission.request.deploy) return 'deploy';
  return mission.request.publish ? 'publish' : 'settle';
}
