import { budgetedModel } from '../budget/budgeted-model.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { DependencyFailed } from '../errors.ts';
import type { Digest } from '../ports/digest.ts';
import type { Model } from '../ports/model.ts';
import type { SkillOccasion } from '../skill/compose-instructions.ts';
import { composeInstructions, hookHandler } from '../skill/compose-instructions.ts';
import { consultOutputSchema } from '../skill/hook-inputs.ts';
import { makeNonce } from '../skill/make-nonce.ts';
import type { Texts } from '../skill/texts.ts';
import type { AwaitingPlan, ChatTurn, Consultation, Plan } from '../wire/chat.ts';
import type { AppDeps } from './app-at-hand.ts';
import { showApp } from './app-at-hand.ts';
import { cut } from './app-seen.ts';
import type { Stock } from './take-stock.ts';

export interface ConsultDeps extends AppDeps, SpendDeps {
  readonly digest: Digest;
  readonly model: Model;
  readonly texts: Texts;
}

/** Turns of a conversation that the model sees, and as much of each. */
const seenTurns = 8;
const maxTurn = 1_200;
const maxWish = 240;

/** Asks the consult skill what a message means where the conversation stands; its words go to `onDelta` as they come. */
export const askConsult =
  (deps: ConsultDeps) =>
  async (
    { conversation, hand, known }: Stock,
    {
      message,
      onDelta,
    }: { readonly message: string; readonly onDelta: ((text: string) => void) | undefined },
    signal: AbortSignal,
  ): Promise<Consultation> => {
    const stack = conversation.plan?.stack ?? known?.stack;
    const occasion: SkillOccasion = { hook: 'consult', stack, words: message };
    const handler = hookHandler(deps.texts, occasion)?.handler;
    if (handler === undefined)
      throw new DependencyFailed('skill_missing', 'No skill with code serves the hook consult; see skills/.');
    const input = {
      instructions: composeInstructions(deps.texts, occasion),
      message,
      plan: awaiting(conversation.plan),
      conversation: conversation.turns.slice(-seenTurns).map(cutTurn),
      app: (await showApp(deps)(conversation, hand, known, signal)) ?? null,
      waiting: conversation.waiting.map(({ text }) => cut(text, maxWish)),
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
  };

const cutTurn = (turn: ChatTurn): ChatTurn => ({ ...turn, text: cut(turn.text, maxTurn) });

const sayRefused = 'I cannot help with that. Tell me what else you would like to build.';

function noIntent(reply: string): Consultation {
  return { intent: 'other', reply, title: null, stack: null, add_features: [], remove_features: [] };
}

function awaiting(plan: Plan | null): AwaitingPlan | null {
  if (plan === null) return null;
  const { title, stack, features, estimate, checks, needs, left_out, changes, fault } = plan;
  return {
    title,
    stack,
    features,
    estimate,
    ...(checks.length > 0 && { checks, needs, left_out }),
    ...(changes !== undefined && { changes }),
    ...(fault !== undefined && { fault }),
  };
}
