import type { AgreedPlan, ChatState, Consultation } from '../wire/chat.ts';
import { amendPlan, samePlan } from './amend-plan.ts';

/** What a consultation does to a conversation: builds a plan, puts one forward, or changes nothing. */
export type ReplyDecision =
  | { readonly kind: 'build'; readonly plan: AgreedPlan }
  | { readonly kind: 'propose'; readonly plan: AgreedPlan }
  | { readonly kind: 'keep' };

/**
 * Decides what a consultation means where a plan awaits confirmation, or none does. A build starts only by a confirm intent while a plan
 * awaits it; the plan that is built is the awaiting one with the amendments of the same breath.
 */
export function decideReply(awaiting: AgreedPlan | undefined, consultation: Consultation): ReplyDecision {
  if (consultation.intent === 'other') return { kind: 'keep' };
  const plan = amendPlan(awaiting, consultation);
  if (plan === undefined) return { kind: 'keep' };
  if (awaiting !== undefined && consultation.intent === 'confirm') return { kind: 'build', plan };
  if (awaiting !== undefined && samePlan(awaiting, plan)) return { kind: 'keep' };
  return { kind: 'propose', plan };
}

/** What a conversation waits for. */
export function chatState(conversation: {
  readonly hasPlan: boolean;
  readonly isBuilding: boolean;
}): ChatState {
  if (conversation.isBuilding) return 'BUILDING';
  return conversation.hasPlan ? 'NEEDS_CONFIRMATION' : 'NEEDS_INPUT';
}
