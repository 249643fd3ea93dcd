import type * as z from 'zod';
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
import type { Texts } from '../skill/texts.ts';
import type { Check } from '../wire/check.ts';
import type { Cannot } from '../wire/draft.ts';
import type { Cost } from '../wire/mission.ts';
import type { TalkedOf } from '../wire/mission-request.ts';
import type { Spec } from '../wire/spec.ts';
import { agreeSpec } from './agree-spec.ts';
import { agreedSpec } from './agreed-spec.ts';
import type { specAnswerSchema } from './answered-spec.ts';
import { askSpecify } from './ask-specify.ts';
import { correctCheck } from './correct-check.ts';
import { preparedAnswer } from './prepared-spec.ts';
import { sayLacking } from './say-lacking.ts';
import { shownNames } from './shown-names.ts';
import { saveSpec } from './spec-store.ts';
import { sayUnagreedLoss, standingNeeds } from './standing-needs.ts';
import { toldSpec } from './told-spec.ts';

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
    if (await takesKnownSpec(deps, mission, signal)) return next;
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

/** Whether the spec is not asked for: it is that of an earlier mission, or the app of one without any is only edited. */
async function takesKnownSpec(deps: SpecifyDeps, mission: Mission, signal: AbortSignal): Promise<boolean> {
  const known = await knownSpec(deps, mission, signal);
  if (known !== undefined) await agree(deps, mission, known, noCost, signal);
  return known !== undefined || mission.request.edit !== undefined;
}

/** What is not asked anew: the spec of the mission that is retried, or of the one whose files its owner edited. */
async function knownSpec(
  deps: SpecifyDeps,
  mission: Mission,
  signal: AbortSignal,
): Promise<Spec | undefined> {
  const { retry_of, edit } = mission.request;
  const retried = await specOf(deps, retry_of, signal);
  if (retried !== undefined || edit === undefined) return retried;
  const extended = await extendedSpec(deps, mission, signal);
  return extended && { ...extended, needs: standingNeeds(extended.needs) };
}

/** The spec of the mission that is extended, without what its owner does without. */
async function extendedSpec(
  deps: SpecifyDeps,
  { request }: Mission,
  signal: AbortSignal,
): Promise<Spec | undefined> {
  if (request.extends === null) return undefined;
  const extended = await readMission(deps)(request.extends, { signal });
  const spec = await agreedSpec(deps)(extended, signal);
  const waived = extended.waived.map(({ check }) => check);
  return spec && { ...spec, checks: [...countingChecks(spec.checks, waived)] };
}

/** A memo alone never takes data away: nobody has seen what goes. */
const unagreed = ({ talked_of }: Mission['request'], { needs }: Spec): Cannot | undefined =>
  talked_of === undefined ? sayUnagreedLoss(needs) : undefined;

/** Said of a fault that nothing can try: what cannot be seen to be wrong is not mended by guessing. */
const untriable: Cannot = {
  why: 'I cannot try this in a browser, so I cannot see what is wrong.',
  nearest: 'Say what you do, what should happen then, and what happens instead.',
};

type Answer = z.infer<typeof specAnswerSchema>;

async function askForSpec(
  deps: SpecifyDeps,
  mission: Mission,
  signal: AbortSignal,
): Promise<StageOutput | undefined> {
  const { request } = mission;
  const earlier = await extendedSpec(deps, mission, signal);
  const asked = await answerFor(deps, mission, earlier?.checks ?? [], signal);
  if ('refused' in asked) return decline(deps, mission, { why: asked.refused, nearest: '' }, signal);
  const { answer, cost } = asked;
  if ('cannot' in answer) return decline(deps, mission, answer.cannot, signal);
  const spec = agreeSpec(answer, {
    plan: request.plan,
    talkedOf: request.talked_of,
    earlier: earlier?.checks ?? [],
    earlierNeeds: earlier?.needs,
  });
  const lacking = sayLacking(deps.texts.abilities ?? [], spec.needs) ?? unagreed(request, spec);
  if (lacking !== undefined) return decline(deps, mission, lacking, signal);
  if (request.fault !== undefined && spec.checks.every(({ id }) => id !== request.fault))
    return decline(deps, mission, untriable, signal);
  await agree(deps, mission, spec, cost, signal);
  return undefined;
}

/** What was prepared while the person looked at the plan, or what the skill says now. */
async function answerFor(
  deps: SpecifyDeps,
  mission: Mission,
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<{ readonly answer: Answer; readonly cost: Cost } | { readonly refused: string }> {
  const { owner, talked_of: talkedOf } = mission.request;
  const prepared = talkedOf && (await preparedAnswer(deps)(owner, talkedOf.plan_id, signal));
  if (prepared !== undefined) return { answer: prepared, cost: noCost };
  const outcome = await ask(deps, mission, checks, signal);
  if (outcome.kind === 'refused') return { refused: outcome.text };
  if (outcome.kind === 'answered')
    return { answer: outcome.answer, cost: costOf(deps.model, outcome.model_id, outcome.usage) };
  throw new DependencyFailed(
    'answer_unreadable',
    `The model gave no spec that can be read: ${outcome.why.slice(0, 300)}`,
  );
}

async function ask(deps: SpecifyDeps, mission: Mission, checks: readonly Check[], signal: AbortSignal) {
  const { voice_memo: request, plan, app, talked_of: talkedOf } = mission.request;
  const { plan_id: _id, struck: _struck, ...talked_of } = talkedOf ?? {};
  const question = {
    input: {
      request,
      plan,
      app,
      checks: [...checks],
      page: await shownNames(deps)(mission.request.extends, signal),
      ...(talkedOf !== undefined && { talked_of: talked_of as Omit<TalkedOf, 'plan_id' | 'struck'> }),
    },
    occasion: occasionOf(mission, 'specify'),
    spender: spenderOf(mission),
    seed: mission.missionId,
  };
  return holdFence(deps)(mission.missionId, signal, (fenced) => askSpecify(deps)(question, fenced));
}

async function agree(
  deps: SpecifyDeps,
  { missionId }: Mission,
  written: Spec,
  cost: Cost,
  signal: AbortSignal,
): Promise<void> {
  const spec = await redactAll(secretRedactor(deps.texts.policy.content), written);
  const data = {
    ...toldSpec(spec),
    spec_sha256: await saveSpec(deps)(missionId, spec, signal),
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
  const said = `${why.trim()} ${nearest.trim()}`.trim() || 'The model refused this without saying why.';
  const message = await secretRedactor(deps.texts.policy.content)(said);
  const failure = { kind: 'unsupported', step: 'specify', message, excerpt: '' } as const;
  const command = { kind: 'give-up', failure, endsAs: 'BLOCKED' } as const;
  await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
  return goTo(missionId, 'settle');
}
