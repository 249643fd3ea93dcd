import type { Caller } from '../access/sessions.ts';
import { budgetedModel } from '../budget/budgeted-model.ts';
import type { PodPlace } from '../budget/estimate-plan.ts';
import { estimatePlan } from '../budget/estimate-plan.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { DependencyFailed } from '../errors.ts';
import type { CreateDeps } from '../mission/create-mission.ts';
import type { Model } from '../ports/model.ts';
import type { SkillOccasion } from '../skill/compose-instructions.ts';
import { composeInstructions, hookHandler } from '../skill/compose-instructions.ts';
import { consultOutputSchema } from '../skill/hook-inputs.ts';
import { makeNonce } from '../skill/make-nonce.ts';
import type { Texts } from '../skill/texts.ts';
import type { AgreedPlan, AwaitingPlan, ChatTurn, Consultation, Plan } from '../wire/chat.ts';
import type { ChatReply } from '../wire/http.ts';
import { maxSpokenLength } from '../wire/http.ts';
import type { ConversationId } from '../wire/ids.ts';
import { conversationIdSchema, planIdSchema } from '../wire/ids.ts';
import { samePlan } from './amend-plan.ts';
import { afterBuild, buildPlan } from './confirm-plan.ts';
import type { ConversationRecord } from './conversations.ts';
import { requireConversation, saveConversation } from './conversations.ts';
import { chatState, decideReply } from './decide-reply.ts';
import type { Details } from './plan-details.ts';
import { amendDetails, noDetails } from './plan-details.ts';

export interface ChatDeps extends CreateDeps, SpendDeps {
  readonly model: Model;
  readonly texts: Texts;
  /** Where pods run, for what a plan is estimated to cost. */
  readonly pods: PodPlace;
}

/** Turns of a conversation that the model sees. */
const seenTurns = 40;

/** Answers a message: asks the consult skill what it means, amends, proposes or builds. Model text goes to `onDelta` as it comes. */
export const converse =
  (deps: ChatDeps) =>
  async (
    input: {
      readonly caller: Caller;
      readonly message: string;
      readonly conversationId: ConversationId | undefined;
      readonly onDelta: ((text: string) => void) | undefined;
    },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ChatReply> => {
    const { caller, message } = input;
    const found =
      input.conversationId === undefined
        ? undefined
        : await requireConversation(deps)(caller, input.conversationId, signal);
    const conversation = found?.value ?? newConversation(deps, caller);
    const consultation = await consult(deps, conversation, message, input.onDelta, signal);
    const heard = withTurn(conversation, { role: 'person', text: message, at: now(deps) });
    const next = await follow(deps, { caller, conversation: heard, message, consultation }, signal);
    await saveConversation(deps)(
      withTurn(next, { role: 'gantry', text: consultation.reply, at: now(deps) }),
      found?.revision,
      signal,
    );
    return replyOf(conversation, next, consultation.reply);
  };

function now(deps: ChatDeps): string {
  return new Date(deps.clock.nowMs()).toISOString();
}

function newConversation(deps: ChatDeps, caller: Caller): ConversationRecord {
  return {
    conversation_id: conversationIdSchema.parse(deps.ids.make('cnv')),
    owner: caller.id,
    turns: [],
    plan: null,
    mission_id: null,
    request: '',
    confirmed: [],
  };
}

function withTurn(conversation: ConversationRecord, turn: ChatTurn): ConversationRecord {
  return { ...conversation, turns: [...conversation.turns, turn] };
}

async function consult(
  deps: ChatDeps,
  conversation: ConversationRecord,
  message: string,
  onDelta: ((text: string) => void) | undefined,
  signal: AbortSignal,
): Promise<Consultation> {
  const occasion: SkillOccasion = { hook: 'consult', stack: conversation.plan?.stack, words: message };
  const handler = hookHandler(deps.texts, occasion)?.handler;
  if (handler === undefined)
    throw new DependencyFailed('skill_missing', 'No skill with code serves the hook consult; see skills/.');
  const input = {
    instructions: composeInstructions(deps.texts, occasion),
    message,
    plan: awaiting(conversation) ?? null,
    conversation: conversation.turns.slice(-seenTurns),
  };
  const spender = { owner: conversation.owner, mission: undefined };
  const model = budgetedModel(deps, { spender, step: 'consult' });
  const nonceFor = makeNonce(deps.digest)(conversation.conversation_id);
  const ports = { model, nonceFor, ...(onDelta && { onDelta }) };
  const outcome = consultOutputSchema.parse(await handler.run({ input, ports, signal }));
  if (outcome.kind === 'answered') return outcome.answer;
  if (outcome.kind === 'refused') return noIntent(outcome.text.trim() || sayRefused);
  throw new DependencyFailed(
    'answer_unreadable',
    'The model gave no usable answer; send the message again.',
    { retryAfterMs: 1_000 },
  );
}

const sayRefused = 'I cannot help with that. Tell me what else you would like to build.';

function noIntent(reply: string): Consultation {
  return { intent: 'other', reply, title: null, stack: null, add_features: [], remove_features: [] };
}

function awaiting(conversation: ConversationRecord): AwaitingPlan | undefined {
  if (conversation.plan === null) return undefined;
  const { title, stack, features, estimate, checks, needs, left_out } = conversation.plan;
  return {
    title,
    stack,
    features,
    estimate,
    ...(checks.length > 0 && { checks, needs, left_out }),
  };
}

async function follow(
  deps: ChatDeps,
  input: {
    readonly caller: Caller;
    readonly conversation: ConversationRecord;
    readonly message: string;
    readonly consultation: Consultation;
  },
  signal: AbortSignal,
): Promise<ConversationRecord> {
  const { caller, conversation, message } = input;
  const decision = decideReply(awaiting(conversation), input.consultation);
  if (decision.kind === 'keep') return conversation;
  const request =
    conversation.plan === null
      ? message
      : `${conversation.request}\n${message}`.slice(0, maxSpokenLength).toWellFormed();
  const details = amendDetails(conversation.plan ?? noDetails, input.consultation, decision.plan);
  const plan = newPlan(deps, decision.plan, details);
  if (decision.kind === 'propose') return { ...conversation, plan, request };
  // A confirmation without amendments builds the very plan that was shown, under its own id.
  const agreed = conversation.plan !== null && samePlan(conversation.plan, plan) ? conversation.plan : plan;
  const missionId = await buildPlan(deps)(caller, agreed === plan ? request : conversation.request, agreed, {
    signal,
  });
  return afterBuild({ ...conversation, request }, planIdSchema.parse(agreed.plan_id), missionId);
}

function newPlan(deps: ChatDeps, plan: AgreedPlan, details: Details): Plan {
  const { recipe } = deps.texts.policy.content.stacks[plan.stack];
  const estimate = estimatePlan(plan, { model: deps.model, recipe, pods: deps.pods });
  return { plan_id: deps.ids.make('pln'), ...plan, estimate, ...details };
}

function replyOf(before: ConversationRecord, after: ConversationRecord, reply: string): ChatReply {
  const isBuilding = after.mission_id !== null && after.mission_id !== before.mission_id;
  return {
    conversation_id: after.conversation_id,
    state: chatState({ hasPlan: after.plan !== null, isBuilding }),
    reply,
    ...(after.plan !== null && { plan: after.plan }),
    ...(isBuilding && after.mission_id !== null && { mission_id: after.mission_id }),
    speech: reply,
  };
}
