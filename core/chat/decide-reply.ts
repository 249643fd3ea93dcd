import type { AgreedPlan, ChatState, Consultation, Plan } from '../wire/chat.ts';
import { amendPlan, samePlan, unknownFeatures } from './amend-plan.ts';
import type { KnownApp } from './plan-changes.ts';
import { hasFeature } from './same-feature.ts';

/** What a consultation does to a conversation. `unknown` names what it would remove and nothing has. */
export type ReplyDecision =
  | { readonly kind: 'build'; readonly plan: AgreedPlan }
  | {
      readonly kind: 'propose';
      readonly plan: AgreedPlan;
      /** Whether it changes the app that is there, or makes one. */
      readonly of: 'app' | 'new';
      readonly unknown: readonly string[];
    }
  | { readonly kind: 'fault' }
  | { readonly kind: 'undo' }
  /** It is kept until the mission has ended. */
  | { readonly kind: 'wait' }
  /** A yes while something runs: it is said again. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'ask'; readonly unknown: readonly string[] }
  | { readonly kind: 'keep' };

/** Where a conversation stands when something is said in it. */
export interface Standing {
  /** The plan that awaits a yes. */
  readonly plan: Plan | undefined;
  readonly app: KnownApp | undefined;
  /** What a first build that came to nothing was to make. */
  readonly built: AgreedPlan | null;
  readonly isRunning: boolean;
}

/**
 * Decides what a consultation means. A build starts only by a confirm intent while a plan awaits it and nothing runs; the plan that is built is
 * the awaiting one with the amendments of the same breath. Where the conversation has an app, a wish changes that app, unless another one is asked for.
 */
export function decideReply(standing: Standing, consultation: Consultation): ReplyDecision {
  switch (consultation.intent) {
    case 'ask':
    case 'other':
      return { kind: 'keep' };
    case 'undo':
      return { kind: 'undo' };
    case 'fault':
      return decideFault(standing, consultation);
    default:
      return standing.isRunning
        ? decideMeanwhile(standing, consultation)
        : decidePlan(standing, consultation);
  }
}

function decideFault({ app, isRunning }: Standing, { fault }: Consultation): ReplyDecision {
  if (fault === undefined) return { kind: 'keep' };
  if (isRunning) return { kind: 'wait' };
  return { kind: app === undefined ? 'keep' : 'fault' };
}

/** While something runs, the plan that awaits may be revised, and anything else waits. */
function decideMeanwhile(standing: Standing, consultation: Consultation): ReplyDecision {
  if (standing.plan === undefined) return { kind: isSilent(consultation) ? 'keep' : 'wait' };
  return consultation.intent === 'confirm' ? { kind: 'busy' } : decidePlan(standing, consultation);
}

/** Whether a consultation asks for nothing that could wait. */
const isSilent = (said: Consultation): boolean => {
  const { title, add_features, remove_features, change_features = [], rename_features = [] } = said;
  const named = [add_features, remove_features, change_features, rename_features];
  return title === null && named.every((features) => features.length === 0);
};

function decidePlan(standing: Standing, consultation: Consultation): ReplyDecision {
  const ground = groundOf(standing, consultation.intent);
  const plan = amendPlan(ground, consultation);
  if (plan === undefined) return { kind: 'keep' };
  const of = isAboutApp(standing, consultation.intent) ? 'app' : 'new';
  if (ground === undefined) return { kind: 'propose', plan, of, unknown: [] };
  const unknown = unknownFeatures(ground, consultation);
  const isYes = standing.plan !== undefined && consultation.intent === 'confirm';
  if (isYes && unknown.length === 0) return { kind: 'build', plan };
  const isSame = samePlan(ground, plan) && !addsDetail(ground, consultation);
  if (!isSame) return { kind: 'propose', plan, of, unknown };
  return unknown.length > 0 ? { kind: 'ask', unknown } : { kind: 'keep' };
}

/** Whether it changes the app that is there. */
function isAboutApp({ plan, app }: Standing, intent: Consultation['intent']): boolean {
  if (intent === 'new-app') return false;
  return plan === undefined ? app !== undefined : isChange(plan);
}

/** What the consultation amends: nothing where another app is asked for. */
function groundOf({ plan, app, built }: Standing, intent: Consultation['intent']): AgreedPlan | undefined {
  if (intent === 'new-app') return undefined;
  return plan ?? app ?? built ?? undefined;
}

/** Whether a plan changes an app that is there. */
export const isChange = (plan: Pick<Plan, 'changes'>): boolean => plan.changes !== undefined;

/** A change may be one without a feature coming or going. */
function addsDetail(
  { features }: AgreedPlan,
  { change_features: changed = [], drop_checks: dropped = [] }: Consultation,
): boolean {
  return dropped.length > 0 || changed.some((feature) => hasFeature(features, feature));
}

/** What a conversation waits for. */
export function chatState(conversation: {
  readonly hasPlan: boolean;
  readonly isBuilding: boolean;
}): ChatState {
  if (conversation.hasPlan) return 'NEEDS_CONFIRMATION';
  return conversation.isBuilding ? 'BUILDING' : 'NEEDS_INPUT';
}
