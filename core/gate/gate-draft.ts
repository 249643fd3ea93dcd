import { addedPaths } from '../draft/added-files.ts';
import { loadDraft } from '../draft/draft-store.ts';
import { treeSha256 } from '../draft/tree-digest.ts';
import { Conflict, DependencyRefused } from '../errors.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import { healCapsOf } from '../mission/decide.ts';
import { afterGivenUp, earlierHeals, followJudgement, rulesHealedFor } from '../mission/follow-judgement.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt, testedDraft } from '../mission/mission.ts';
import type { NextStage, StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { judgeVerdict } from '../pod/judge.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Texts } from '../skill/texts.ts';
import type { Draft } from '../wire/draft.ts';
import type { Verdict } from '../wire/policy.ts';
import { createGate } from './create-gate.ts';

export interface GateDeps extends MissionLogDeps {
  readonly objects: ObjectStore;
  readonly texts: Texts;
}

/** The stage that every draft and every heal passes; what it denies is never built. The policy is compiled once a process. */
export const gateDraft = (deps: GateDeps) => {
  const { content, sha256 } = deps.texts.policy;
  const gate = createGate({ policy: content, policySha256: sha256 });
  return async ({ mission_id: missionId }: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const mission = await readMission(deps)(missionId, { signal });
    const decided = alreadyDecided(mission);
    if (decided !== undefined) return goTo(missionId, decided);
    const { draft: stored } = currentAttempt(mission);
    if (stored === undefined)
      throw new Conflict('nothing_to_gate', 'No draft of this mission is stored yet.');
    const draft = await loadDraft(deps)(missionId, stored, signal);
    refuseChanged(deps, draft, stored.tree_sha256);
    const added = addedPaths(deps.digest, draft.files, stored.added);
    return followVerdict(
      deps,
      mission,
      gate({
        ...draft,
        added,
        settled: await settledMigrations(deps, mission, draft, signal),
        ...whatIsAgreed(mission),
      }),
      stored.tree_sha256,
      signal,
    );
  };
};

/** What the gate has to know of the mission: what the spec agreed to, and what earlier drafts were sent back for. */
function whatIsAgreed(mission: Mission) {
  const { spec } = mission;
  return { healedFor: rulesHealedFor(mission), ...(spec !== undefined && { needs: spec.needs }) };
}

/** The migrations of a draft that the tested version which it extends has word for word: nobody agrees to them twice. */
async function settledMigrations(
  deps: GateDeps,
  { request }: Mission,
  { files }: Draft,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const own = files.filter(({ path }) => path.startsWith('migrations/'));
  if (request.extends === null || own.length === 0) return new Set();
  const stored = testedDraft(await readMission(deps)(request.extends, { signal }));
  if (stored === undefined) return new Set();
  const extended = await loadDraft(deps)(request.extends, stored, signal);
  const before = new Map(extended.files.map(({ path, content }) => [path, content]));
  return new Set(own.filter(({ path, content }) => before.get(path) === content).map(({ path }) => path));
}

/** What follows when an earlier run of this stage was cut off after it had decided. */
function alreadyDecided(mission: Mission): NextStage | undefined {
  const { attempt, draft, gate } = currentAttempt(mission);
  if (mission.givenUp !== undefined) return afterGivenUp(mission);
  if (draft === undefined && attempt > 0) return 'heal';
  return gate === 'passed' ? 'build' : undefined;
}

function refuseChanged(deps: GateDeps, draft: Draft, expectedSha256: string): void {
  if (treeSha256(deps.digest, draft.files) === expectedSha256) return;
  throw new DependencyRefused(
    'tree_changed',
    'The stored draft is not the tree that its event names; it is not built.',
  );
}

/** Findings that an event carries: all of the worst that fit a socket's frame. */
const shownFindings = 20;

async function followVerdict(
  deps: GateDeps,
  mission: Mission,
  verdict: Verdict,
  tree: string,
  signal: AbortSignal,
): Promise<StageOutput> {
  const { missionId } = mission;
  const { attempt } = currentAttempt(mission);
  const findings = verdict.findings.slice(0, shownFindings);
  const judgement = judgeVerdict(deps.digest)({
    verdict: { ...verdict, findings },
    earlierHeals: earlierHeals(mission),
    maxHeals: healCapsOf(mission),
  });
  const { policy_sha256 } = verdict;
  if (judgement.verdict === 'pass') {
    const command = {
      kind: 'pass-gate',
      data: { attempt, tree_sha256: tree, policy_sha256, findings },
    } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
    return goTo(missionId, 'build');
  }
  if (judgement.verdict === 'give-up') {
    const { failure } = judgement;
    const command = { kind: 'deny-draft', data: { attempt, policy_sha256, findings, failure } } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
  }
  return followJudgement(deps)(mission, judgement, signal);
}
