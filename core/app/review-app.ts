import { budgetedModel } from '../budget/budgeted-model.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { occasionOf } from '../draft/author.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import { holdFence } from '../mission/hold-fence.ts';
import { afterTests } from '../mission/judge.ts';
import { currentAttempt } from '../mission/mission.ts';
import { spenderOf } from '../mission/spender.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { reviewOutputSchema } from '../skill/hook-inputs.ts';
import { makeNonce } from '../skill/make-nonce.ts';
import type { RunDeps, SkillRun } from '../skill/run-skills.ts';
import { runnableSkills, runSkills } from '../skill/run-skills.ts';
import type { ReviewFinding, SkillReview } from '../wire/skill.ts';
import { skillInput } from './skill-input.ts';

export interface ReviewDeps extends MissionLogDeps, RunDeps, SpendDeps {
  readonly objects: ObjectStore;
}

/** How long a review skill may take; the state machine's own limit is twice that. */
const limitMs = 60_000;

/**
 * The stage that has the review skills look at what passed its tests. They inform the person who approves the pull request and stop
 * nothing: what must be stopped is policy's or the recipe's to say.
 */
export const reviewApp =
  (deps: ReviewDeps) =>
  async ({ mission_id: missionId }: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const mission = await readMission(deps)(missionId, { signal });
    const { attempt, review } = currentAttempt(mission);
    const next = goTo(missionId, afterTests(mission));
    if (review !== undefined || runnableSkills(deps.texts, occasionOf(mission, 'review')).length === 0)
      return next;
    const { occasion, input } = await skillInput(deps)(mission, 'review', signal);
    const model = budgetedModel(deps, { spender: spenderOf(mission), step: 'review-app' });
    const { runs, cost } = await holdFence(deps)(missionId, signal, (fenced) =>
      runSkills({ ...deps, model })(
        { occasion, input, output: reviewOutputSchema, limitMs, nonceFor: makeNonce(deps.digest)(missionId) },
        fenced,
      ),
    );
    const data = { attempt, reviews: boundReviews(runs), cost };
    await runCommand(deps)(
      { missionId, command: { kind: 'record-review', data }, actor: 'gantry' },
      { signal },
    );
    return next;
  };

const maxSummaryLength = 400;
const maxMessageLength = 300;
const maxPathLength = 240;
/** Of all findings of a mission together, as JSON: an event must fit a frame. */
const maxFindingsBytes = 12_000;

/** What the skills said, cut to what an event holds: each gets an equal share, warnings first. */
export function boundReviews(
  runs: readonly Pick<SkillRun<{ summary: string; findings: ReviewFinding[] }>, keyof SkillRun<unknown>>[],
): SkillReview[] {
  const share = maxFindingsBytes / Math.max(1, runs.length);
  return runs.map(({ answer, ...ran }) => {
    const found = (answer?.findings ?? []).toSorted(
      (left, right) => Number(right.severity === 'warn') - Number(left.severity === 'warn'),
    );
    const findings = fitting(found.map(cutFinding), share);
    const left = found.length - findings.length;
    const rest = left === 0 ? '' : ` (${left} more findings are left out.)`;
    return { ...ran, summary: `${(answer?.summary ?? '').slice(0, maxSummaryLength)}${rest}`, findings };
  });
}

function cutFinding({ severity, message, path, line }: ReviewFinding): ReviewFinding {
  return {
    severity,
    message: message.slice(0, maxMessageLength),
    ...(path !== undefined && { path: path.slice(0, maxPathLength) }),
    ...(line !== undefined && { line }),
  };
}

function fitting(findings: readonly ReviewFinding[], maxBytes: number): ReviewFinding[] {
  let used = 0;
  return findings.filter((finding) => {
    used += new TextEncoder().encode(JSON.stringify(finding)).length;
    return used <= maxBytes;
  });
}
