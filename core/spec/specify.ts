import { budgetedModel } from '../budget/budgeted-model.ts';
import { costOf } from '../budget/price-model.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { occasionOf } from '../draft/author.ts';
import { DependencyFailed } from '../errors.ts';
import { redactAll, secretRedactor } from '../gate/redact-secrets.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import { holdFence } from '../mission/hold-fence.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import { spenderOf } from '../mission/spender.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { countingChecks } from '../pod/check-outcomes.ts';
import type { Model } from '../ports/model.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { composeInstructions, hookHandler } from '../skill/compose-instructions.ts';
import { specifyOutputSchema } from '../skill/hook-inputs.ts';
import { makeNonce } from '../skill/make-nonce.ts';
import type { Texts } from '../skill/texts.ts';
import type { Check } from '../wire/check.ts';
import type { Cannot } from '../wire/draft.ts';
import type { Cost } from '../wire/mission.ts';
import type { Spec } from '../wire/spec.ts';
import { agreeSpec } from './agree-spec.ts';
import { agreedSpec } from './agreed-spec.ts';
import { correctCheck } from './correct-check.ts';
import { saveSpec } from './spec-store.ts';

export interface SpecifyDeps extends MissionLogDeps, SpendDeps {
  readonly objects: ObjectStore;
  readonly model: Model;
  readonly texts: Texts;
}

const noCost: Cost = { usd: 0, input_tokens: 0, output_tokens: 0 };

/**
 * The stage that agrees what the app is to do before a line is written: its features, what it needs, what is left out, and the checks that will be
 * tried on it. A mission that has a spec, or that is past its first draft, goes on; a retry takes over the spec of the mission that it retries.
 * Once a pod has reported, it is asked whether a check is wrong about the app.
 */
export const specify =
  (deps: SpecifyDeps) =>
  async ({ mission_id: missionId }: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const mission = await readMission(deps)(missionId, { signal });
    const { attempt, isAuthoring, report } = currentAttempt(mission);
    if (report !== undefined) return correctCheck(deps)(mission, report, signal);
    const next = goTo(missionId, attempt === 0 ? 'draft' : 'heal');
    if (mission.spec !== undefined || isAuthoring || attempt > 0) return next;
    const retried = await specOf(deps, mission.request.retry_of, signal);
    if (retried !== undefined) {
      await agree(deps, mission, retried, noCost, signal);
      return next;
    }
    return (await askForSpec(deps, mission, signal)) ?? next;
  };

/** The spec of an earlier mission; undefined where it has none, as in version 0.1. */
async function specOf(
  deps: SpecifyDeps,
  earlierId: Mission['missionId'] | null,
  signal: AbortSignal,
): Promise<Spec | undefined> {
  if (earlierId === null) return undefined;
  return agreedSpec(deps)(await readMission(deps)(earlierId, { signal }), signal);
}

/** The spec of the mission that is extended, without what its owner does without. */
async function extendedSpec(
  deps: SpecifyDeps,
  { request }: Mission,
  signal: AbortSignal,
): Promise<Spec | undefined> {
  const spec = await specOf(deps, request.extends, signal);
  if (spec === undefined || request.extends === null) return undefined;
  const { waived } = await readMission(deps)(request.extends, { signal });
  return {
    ...spec,
    checks: [
      ...countingChecks(
        spec.checks,
        waived.map(({ check }) => check),
      ),
    ],
  };
}

async function askForSpec(
  deps: SpecifyDeps,
  mission: Mission,
  signal: AbortSignal,
): Promise<StageOutput | undefined> {
  const earlier = await extendedSpec(deps, mission, signal);
  const outcome = await runSkill(deps, mission, earlier?.checks ?? [], signal);
  if (outcome.kind === 'unreadable')
    throw new DependencyFailed(
      'answer_unreadable',
      `The model gave no spec that can be read: ${outcome.why.slice(0, 300)}`,
    );
  if (outcome.kind === 'refused') return decline(deps, mission, { why: outcome.text, nearest: '' }, signal);
  const { answer } = outcome;
  if ('cannot' in answer) return decline(deps, mission, answer.cannot, signal);
  const spec = agreeSpec(answer, { plan: mission.request.plan, earlier: earlier?.checks ?? [] });
  await agree(deps, mission, spec, costOf(deps.model, outcome.model_id, outcome.usage), signal);
  return undefined;
}

async function runSkill(deps: SpecifyDeps, mission: Mission, checks: readonly Check[], signal: AbortSignal) {
  const occasion = occasionOf(mission, 'specify');
  const handler = hookHandler(deps.texts, occasion)?.handler;
  if (handler === undefined)
    throw new DependencyFailed('skill_missing', 'No skill with code serves the hook specify; see skills/.');
  const input = {
    instructions: composeInstructions(deps.texts, occasion),
    request: mission.request.voice_memo,
    plan: mission.request.plan,
    app: mission.request.app,
    checks,
  };
  const model = budgetedModel(deps, { spender: spenderOf(mission), step: 'specify' });
  const ports = { model, nonceFor: makeNonce(deps.digest)(mission.missionId) };
  return specifyOutputSchema.parse(
    await holdFence(deps)(mission.missionId, signal, (fenced) =>
      handler.run({ input, ports, signal: fenced }),
    ),
  );
}

async function agree(
  deps: SpecifyDeps,
  { missionId }: Mission,
  written: Spec,
  cost: Cost,
  signal: AbortSignal,
): Promise<void> {
  const spec = await redactAll(secretRedactor(deps.texts.policy.content), written);
  const { checks, ...agreed } = spec;
  const data = {
    ...agreed,
    spec_sha256: await saveSpec(deps)(missionId, spec, signal),
    checks: checks.map(({ id, feature, words, core }) => ({ id, feature, words, core })),
    cost,
  };
  await runCommand(deps)({ missionId, command: { kind: 'agree-spec', data }, actor: 'gantry' }, { signal });
}

/** What cannot be built here is said before anything is written. */
async function decline(
  deps: SpecifyDeps,
  { missionId }: Mission,
  { why, nearest }: Cannot,
  signal: AbortSignal,
): Promise<StageOutput> {
  const said = `${why.trim()} ${nearest.trim()}`.trim() || 'The model refused this without a word.';
  const message = await secretRedactor(deps.texts.policy.content)(said);
  const failure = { kind: 'unsupported', step: 'specify', message, excerpt: '' } as const;
  const command = { kind: 'give-up', failure, endsAs: 'BLOCKED' } as const;
  await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
  return goTo(missionId, 'settle');
}
