import { freeModel } from '../model/free-model.ts';
import type { Model } from '../ports/model.ts';
import type { AgreedPlan } from '../wire/chat.ts';
import type { Recipe } from '../wire/pod.ts';
import { costMicroUsd, usdOf } from './budgets.ts';
import { costAt } from './price-model.ts';
import { podMicroUsd } from './price-pod.ts';

/** Tokens of a typical app, measured on what the built-in model's apps weigh: the house's words and the plan in, modules and tests out. */
const inputTokens = { base: 4_000, perFeature: 60 };
const outputTokens = { base: 6_000, perFeature: 1_500 };
/** Of what a draft may think, what it is likely to. A guess until drafts are measured. */
const thoughtShare = 0.25;
const tokensPerSecond = 80;

/** Seconds of each program of a recipe in a pod, rounded up from what the recipes' tests take; what is not listed counts as the longest. */
const programSeconds: Readonly<Record<string, number>> = {
  'node-test': 2,
  'python-unittest': 2,
  'assemble-static': 1,
  'assemble-python': 1,
  'vite-build': 3,
  'boot-app': 3,
  'try-checks': 12,
};
const longestProgramSeconds = 5;
/** Where pods run: on Fargate, or on this machine. */
export type PodPlace = 'fargate' | 'here';
/** From asking for a pod to its first step. */
const podStartSeconds: Readonly<Record<PodPlace, number>> = { fargate: 40, here: 1 };
const shippingSeconds = 6;

/** Dollars and seconds that a plan is likely to take without a heal, at the first author's price and by its stack's recipe. */
export function estimatePlan(
  plan: AgreedPlan,
  by: {
    readonly model: Pick<Model, 'models' | 'isBuiltIn'>;
    readonly recipe: Recipe;
    readonly pods: PodPlace;
  },
): { readonly usd: number; readonly seconds: number } {
  const features = plan.features.length;
  const [author = freeModel('nobody')] = by.model.models.author;
  const thought = author.thinking === 'always' ? author.thinking_tokens.medium * thoughtShare : 0;
  const tokens = {
    inputTokens: inputTokens.base + inputTokens.perFeature * features,
    outputTokens: outputTokens.base + outputTokens.perFeature * features + thought,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
  // The built-in model composes and does not write.
  const writing = by.model.isBuiltIn ? 1 : tokens.outputTokens / tokensPerSecond;
  const building = by.recipe.reduce(
    (sum, { program }) => sum + (programSeconds[program] ?? longestProgramSeconds),
    0,
  );
  // A pod starts while the model writes, and waits for what it writes.
  const start = Math.max(writing, podStartSeconds[by.pods]);
  const podSeconds = start + building;
  const podCost = by.pods === 'fargate' ? podMicroUsd('fargate', podSeconds) : 0;
  const microUsd = costMicroUsd(costAt(author, tokens).usd) + podCost;
  return {
    usd: Math.ceil(usdOf(microUsd) * 10_000) / 10_000,
    seconds: Math.ceil(podSeconds + shippingSeconds),
  };
}
