import type * as z from 'zod';
import { budgetedModel } from '../budget/budgeted-model.ts';
import type { Spender } from '../budget/budgets.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { DependencyFailed } from '../errors.ts';
import type { Digest } from '../ports/digest.ts';
import type { Model } from '../ports/model.ts';
import type { SkillOccasion } from '../skill/compose-instructions.ts';
import { composeInstructions, hookHandler } from '../skill/compose-instructions.ts';
import type { specifyInputSchema } from '../skill/hook-inputs.ts';
import { specifyOutputSchema } from '../skill/hook-inputs.ts';
import { makeNonce } from '../skill/make-nonce.ts';
import type { Texts } from '../skill/texts.ts';

export interface AskSpecifyDeps extends SpendDeps {
  readonly digest: Digest;
  readonly model: Model;
  readonly texts: Texts;
}

/** What the specify skill is asked about, and who pays for it; `seed` is the mission or conversation that its tags belong to. */
export interface SpecifyQuestion {
  readonly input: Omit<z.input<typeof specifyInputSchema>, 'instructions'>;
  readonly occasion: SkillOccasion;
  readonly spender: Spender;
  readonly seed: string;
}

/** Asks the specify skill what an app is to do. */
export const askSpecify =
  (deps: AskSpecifyDeps) =>
  async (
    { input, occasion, spender, seed }: SpecifyQuestion,
    signal: AbortSignal,
  ): Promise<z.infer<typeof specifyOutputSchema>> => {
    const handler = hookHandler(deps.texts, occasion)?.handler;
    if (handler === undefined)
      throw new DependencyFailed('skill_missing', 'No skill with code serves the hook specify; see skills/.');
    const model = budgetedModel(deps, { spender, step: 'specify' });
    const ports = { model, nonceFor: makeNonce(deps.digest)(seed) };
    const instructions = composeInstructions(deps.texts, occasion);
    return specifyOutputSchema.parse(await handler.run({ input: { instructions, ...input }, ports, signal }));
  };
