import type * as z from 'zod';
import { addCost } from '../budget/add-cost.ts';
import type { Model } from '../ports/model.ts';
import type { Cost } from '../wire/mission.ts';
import type { SkillEnd } from '../wire/skill.ts';
import type { SkillOccasion } from './compose-instructions.ts';
import { applicableSkills } from './compose-instructions.ts';
import type { SkillHandler } from './define-skill.ts';
import type { NonceFor } from './make-nonce.ts';
import { meterModel } from './metered-model.ts';
import type { SkillText, Texts } from './texts.ts';

type RunnableSkill = SkillText & { readonly handler: SkillHandler };

/** What one skill came back with; `answer` is there when it is done. */
export interface SkillRun<T> {
  readonly skill: string;
  readonly skill_sha256: string;
  readonly outcome: SkillEnd;
  readonly answer: T | undefined;
}

export interface RunDeps {
  readonly texts: Texts;
  readonly model: Model;
}

/** What a run is about. */
interface Wanted<O extends z.ZodType> {
  readonly occasion: SkillOccasion;
  readonly input: unknown;
  readonly output: O;
  readonly limitMs: number;
  readonly nonceFor: NonceFor;
}

/**
 * The skills of a hook that run one beside the other. The one that is named as the hook asks the model what the others' words say, so it
 * runs only where an applicable skill has words and no code.
 */
export function runnableSkills(texts: Texts, occasion: SkillOccasion): readonly RunnableSkill[] {
  const skills = applicableSkills(texts, occasion);
  const hasWords = skills.some((skill) => skill.handler === undefined);
  return skills.filter(
    (skill): skill is RunnableSkill =>
      skill.handler !== undefined && (skill.frontMatter.name !== occasion.hook || hasWords),
  );
}

/**
 * Runs every runnable skill of a hook on the same input, all at once, each ended after `limitMs`. A skill that throws, answers in another
 * shape or does not end is reported as such and fails nothing else; only the caller's own signal ends the whole.
 */
export const runSkills =
  (deps: RunDeps) =>
  async <O extends z.ZodType>(
    wanted: Wanted<O>,
    signal: AbortSignal,
  ): Promise<{ readonly runs: readonly SkillRun<z.infer<O>>[]; readonly cost: Cost }> => {
    const ran = await Promise.all(
      runnableSkills(deps.texts, wanted.occasion).map((skill) => runOne(deps, skill, wanted, signal)),
    );
    signal.throwIfAborted();
    return {
      runs: ran.map(({ run }) => run),
      cost: ran.reduce((sum, { cost }) => addCost(sum, cost), {
        usd: 0,
        input_tokens: 0,
        output_tokens: 0,
      }),
    };
  };

async function runOne<O extends z.ZodType>(
  deps: RunDeps,
  skill: RunnableSkill,
  wanted: Wanted<O>,
  signal: AbortSignal,
): Promise<{ readonly run: SkillRun<z.infer<O>>; readonly cost: Cost }> {
  const limit = AbortSignal.timeout(wanted.limitMs);
  const ended = AbortSignal.any([signal, limit]);
  const meter = meterModel(deps.model, ended);
  const over = aborted(ended);
  const named = { skill: skill.frontMatter.name, skill_sha256: skill.sha256 };
  over.catch(() => undefined);
  try {
    const call = {
      input: wanted.input,
      ports: { model: meter.model, nonceFor: wanted.nonceFor },
      signal: ended,
    };
    // A skill that does not look at its signal is left to itself: what it says later is not heard.
    const answer = await Promise.race([skill.handler.run(call), over]);
    return {
      run: { ...named, outcome: 'done', answer: wanted.output.parse(answer) },
      cost: meter.spent(),
    };
  } catch {
    const outcome = limit.aborted ? 'timed-out' : 'failed';
    return { run: { ...named, outcome, answer: undefined }, cost: meter.spent() };
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
