import { mostInputTokens, mostOutputTokens } from '../budget/bound-call.ts';
import { budgetedModel } from '../budget/budgeted-model.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { DependencyRefused, isGantryError } from '../errors.ts';
import { secretRedactor } from '../gate/redact-secrets.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { holdFence } from '../mission/hold-fence.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import { spenderOf } from '../mission/spender.ts';
import { streamDeltas } from '../mission/stream-deltas.ts';
import { streamWriting } from '../mission/stream-writing.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { Model } from '../ports/model.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { AuthorOutcome } from '../skill/author-outcome.ts';
import { authorOutcomeSchema } from '../skill/author-outcome.ts';
import type { Progress } from '../skill/author-progress.ts';
import type { SkillOccasion } from '../skill/compose-instructions.ts';
import { hookHandler, pinTexts } from '../skill/compose-instructions.ts';
import { makeNonce } from '../skill/make-nonce.ts';
import type { SkillText, Texts } from '../skill/texts.ts';
import type { Pins } from '../wire/event.ts';
import type { Hook } from '../wire/skill.ts';
import { planOf } from './agreed-work.ts';
import type { AnswerPart } from './answer-parts.ts';
import { writingStart } from './attempt-progress.ts';
import { watchGrowth } from './watch-growth.ts';

export interface AuthorDeps extends MissionLogDeps, SpendDeps {
  readonly objects: ObjectStore;
  readonly liveFeed: LiveFeed;
  readonly model: Model;
  readonly texts: Texts;
}

/** What an author came back with, or the blocks that were finished when the gate denied one of them. */
export type Authored = AuthorOutcome | ({ readonly kind: 'denied'; readonly parts: AnswerPart[] } & Spent);

type Spent = Pick<AuthorOutcome, 'model_id' | 'usage'>;

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
  const plan = planOf(mission);
  const stack = plan?.stack ?? currentAttempt(mission).draft?.stack;
  return { hook, stack, words: [mission.request.voice_memo, ...(plan?.features ?? [])].join('\n') };
}

/**
 * Runs the hook's skill under the fence. What it may cost is reserved before anything is spent; what it writes is shown to the mission's sockets
 * and judged file by file while it comes, and a denial ends it.
 */
export const runAuthorSkill =
  (deps: AuthorDeps) =>
  async (
    mission: Mission,
    occasion: SkillOccasion,
    input: { readonly progress: Progress },
    signal: AbortSignal,
  ): Promise<Authored> => {
    const skill = authorSkill(deps, occasion);
    const model = budgetedModel(deps, { spender: spenderOf(mission), step: `${occasion.hook}-app` });
    const shown = { ...deps, redact: secretRedactor(deps.texts.policy.content) };
    const deltas = streamDeltas(shown)(mission.missionId, signal);
    const writing = streamWriting(shown)(mission.missionId, writingStart(input.progress), signal);
    const growth = watchGrowth(deps.texts.policy.content);
    const called = noteCall(model);
    const ports = {
      model: called.model,
      nonceFor: makeNonce(deps.digest)(mission.missionId),
      onDelta: deltas.push,
      onThinking: writing.think,
      onAnswer: (event: Parameters<typeof writing.read>[0]): void => {
        if (event.kind === 'said') deltas.push(event.text);
        else writing.read(event);
        growth.read(event);
      },
    };
    try {
      const outcome = await holdFence(deps)(mission.missionId, signal, (fenced) =>
        runHandler(skill, { input, ports, signal: AbortSignal.any([fenced, growth.denied]) }),
      );
      if (!(await growth.isDenied())) return outcome;
      const { model_id, usage } = outcome;
      return { kind: 'denied', parts: [...growth.parts()], model_id, usage };
    } catch (error) {
      if (!growth.denied.aborted || signal.aborted) throw error;
      return { kind: 'denied', parts: [...growth.parts()], ...called.estimate(model.id) };
    } finally {
      await Promise.all([deltas.end(), writing.end()]);
    }
  };

/** Keeps what an answer that is ended from here took: as many tokens as its prompt and what was heard of it can be. */
function noteCall(model: Model): { readonly model: Model; readonly estimate: (modelId: string) => Spent } {
  let inputTokens = 0;
  let heardBytes = 0;
  let maxTokens = 0;
  const hear = (text: string): void => {
    heardBytes += new TextEncoder().encode(text).length;
  };
  return {
    model: {
      ...model,
      converse: (call, options) => {
        inputTokens = mostInputTokens(call);
        maxTokens = call.maxTokens;
        const onText = (text: string): void => {
          hear(text);
          options.onText?.(text);
        };
        return model.converse(call, { ...options, onText });
      },
    },
    estimate: (modelId) => ({
      model_id: modelId,
      usage: {
        inputTokens,
        outputTokens: mostOutputTokens(heardBytes, maxTokens),
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
      },
    }),
  };
}

type CodedSkill = SkillText & { readonly handler: NonNullable<SkillText['handler']> };

function authorSkill(deps: Pick<AuthorDeps, 'texts'>, occasion: SkillOccasion): CodedSkill {
  const skill = hookHandler(deps.texts, occasion);
  if (skill?.handler !== undefined) return { ...skill, handler: skill.handler };
  throw new DependencyRefused(
    'skill_missing',
    `No skill with code serves the hook ${occasion.hook}; see skills/.`,
  );
}

/** The fault of a skill that somebody put there is told under its name: they can mend it, and no retry helps. */
async function runHandler(
  { frontMatter, handler }: CodedSkill,
  call: Parameters<CodedSkill['handler']['run']>[0],
): Promise<AuthorOutcome> {
  try {
    return authorOutcomeSchema.parse(await handler.run(call));
  } catch (cause) {
    const isShipped = frontMatter.name === frontMatter.hook;
    if (isShipped || isGantryError(cause) || call.signal.aborted) throw cause;
    throw new DependencyRefused(
      'skill_failed',
      `The skill ${frontMatter.name} failed: ${firstLine(cause)} If it was made for version 0.1, CONTRIBUTING.md says which lines to change.`,
      { cause },
    );
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [whole] = text.split('\n', 1) as [string];
  const line = whole.slice(0, 300);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
