import { budgetedModel } from '../budget/budgeted-model.ts';
import { costOf } from '../budget/price-model.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { DependencyFailed } from '../errors.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { runCommand } from '../mission/append-facts.ts';
import { holdFence } from '../mission/hold-fence.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import { spenderOf } from '../mission/spender.ts';
import type { StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { streamDeltas } from '../mission/stream-deltas.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { Model } from '../ports/model.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { SkillOccasion } from '../skill/compose-instructions.ts';
import { hookHandler, pinTexts } from '../skill/compose-instructions.ts';
import type { ModelOutcome } from '../skill/model-outcome.ts';
import type { Texts } from '../skill/texts.ts';
import type { Pins } from '../wire/event.ts';
import type { Hook } from '../wire/skill.ts';
import { savePartial } from './draft-store.ts';

export interface AuthorDeps extends MissionLogDeps, SpendDeps {
  readonly objects: ObjectStore;
  readonly liveFeed: LiveFeed;
  readonly model: Model;
  readonly texts: Texts;
}

/** Answers that ran past the limit before authoring is given up. */
const maxPasses = 3;

/** What a mission runs under, for its evidence. */
export function pinsOf(deps: Pick<AuthorDeps, 'model' | 'texts'>, occasion: SkillOccasion): Pins {
  return {
    model_id: deps.model.id,
    model_label: deps.model.label,
    ...pinTexts(deps.texts, occasion),
    policy_sha256: deps.texts.policy.sha256,
  };
}

/** The words that decide which skills apply. */
export function occasionOf(mission: Mission, hook: Hook): SkillOccasion {
  const plan = mission.request.plan;
  const stack = plan?.stack ?? currentAttempt(mission).draft?.stack;
  return { hook, stack, words: [mission.request.voice_memo, ...(plan?.features ?? [])].join('\n') };
}

/** Runs the hook's skill under the fence, its text streaming to the mission's sockets. What it may cost is reserved before anything is spent. */
export const runAuthorSkill =
  (deps: AuthorDeps) =>
  async (
    mission: Mission,
    occasion: SkillOccasion,
    input: unknown,
    signal: AbortSignal,
  ): Promise<unknown> => {
    const skill = hookHandler(deps.texts, occasion);
    if (skill?.handler === undefined) {
      throw new DependencyFailed(
        'skill_missing',
        `No skill with code serves the hook ${occasion.hook}; see skills/.`,
      );
    }
    const { handler } = skill;
    const spending = { spender: spenderOf(mission), step: `${occasion.hook}-app` };
    const model = budgetedModel(deps, spending);
    const deltas = streamDeltas(deps)(mission.missionId, signal);
    try {
      return await holdFence(deps)(mission.missionId, signal, (fenced) =>
        handler.run({ input, ports: { model, onDelta: deltas.push }, signal: fenced }),
      );
    } finally {
      await deltas.end();
    }
  };

/** What follows when a model's answer is not one: another pass, giving up in its own words, or a retry by the state machine. */
export const withoutAnswer =
  (deps: AuthorDeps) =>
  async (
    mission: Mission,
    stage: 'draft-app' | 'heal-app',
    outcome: Exclude<ModelOutcome<unknown>, { kind: 'answered' }>,
    signal: AbortSignal,
  ): Promise<StageOutput> => {
    if (outcome.kind === 'unreadable') {
      throw new DependencyFailed(
        'answer_unreadable',
        `The model's answer does not fit its tool: ${outcome.why.slice(0, 500)}`,
      );
    }
    if (outcome.kind === 'refused') return giveUp(deps, mission, stage, outcome.text, signal);
    return continueCutOff(deps, mission, stage, outcome, signal);
  };

async function continueCutOff(
  deps: AuthorDeps,
  mission: Mission,
  stage: 'draft-app' | 'heal-app',
  outcome: Extract<ModelOutcome<unknown>, { kind: 'cut-off' }>,
  signal: AbortSignal,
): Promise<StageOutput> {
  const { attempt, passes } = currentAttempt(mission);
  const pass = passes.length + 1;
  const partialKey = await savePartial(deps)(mission.missionId, attempt, pass, outcome.partial, signal);
  const cost = costOf(outcome.model_id, outcome.usage);
  const data = { attempt, pass, partial_key: partialKey, cost };
  await runCommand(deps)(
    { missionId: mission.missionId, command: { kind: 'note-cut-off', data }, actor: 'gantry' },
    { signal },
  );
  if (pass < maxPasses) return goTo(mission.missionId, stage === 'draft-app' ? 'draft' : 'heal');
  const message = `The model's answer was cut off ${maxPasses} times. Ask for a smaller app, or use a model with longer answers.`;
  return giveUp(deps, mission, stage, message, signal);
}

async function giveUp(
  deps: AuthorDeps,
  mission: Mission,
  step: string,
  message: string,
  signal: AbortSignal,
): Promise<StageOutput> {
  const failure = { kind: 'provider', step, message, excerpt: '' } as const;
  const command = { kind: 'give-up', failure, endsAs: 'FAILED' } as const;
  await runCommand(deps)({ missionId: mission.missionId, command, actor: 'gantry' }, { signal });
  return goTo(mission.missionId, 'settle');
}
