import type { Clock } from '../ports/clock.ts';
import type { AppDeps, AtHand } from './app-at-hand.ts';
import { appAtHand, isRunning, knownApp } from './app-at-hand.ts';
import type { ConversationRecord, WaitingWish } from './conversations.ts';
import { decideReply } from './decide-reply.ts';
import type { KnownApp } from './plan-changes.ts';
import { rebaseChange } from './plan-changes.ts';
import type { PlanDeps } from './put-forward.ts';
import { newPlan, putForward } from './put-forward.ts';
import { sayHeld, sayRebased, sayUnknown, sayWished } from './say-standing.ts';

export interface StockDeps extends AppDeps, PlanDeps {
  readonly clock: Clock;
}

/** A conversation brought up to now, and what it is about. */
export interface Stock {
  readonly conversation: ConversationRecord;
  readonly hand: AtHand;
  readonly known: KnownApp | undefined;
  readonly isRunning: boolean;
  /** Whether a plan awaits that nobody has been shown yet, so that no yes can mean it. */
  readonly isNews: boolean;
}

/**
 * Brings a conversation up to now, without a model: a mission that has ended is talked of, wishes that waited for that are put forward, and a plan
 * for an earlier version of the app becomes one for the newest.
 */
export const takeStock =
  (deps: StockDeps) =>
  async (before: ConversationRecord, signal: AbortSignal): Promise<Stock> => {
    const hand = await appAtHand(deps)(before, signal);
    const known = await knownApp(deps)(hand, signal);
    const named = {
      ...before,
      app: hand.app?.slug ?? before.app,
      ...(hand.app !== undefined && { title: hand.app.title }),
    };
    const running = isRunning(hand);
    const conversation = running ? named : afterEnd(deps, named, hand, known);
    const isNews = conversation.plan !== null && conversation.plan.plan_id !== before.plan?.plan_id;
    return { conversation, hand, known, isRunning: running, isNews };
  };

function afterEnd(
  deps: StockDeps,
  conversation: ConversationRecord,
  hand: AtHand,
  known: KnownApp | undefined,
): ConversationRecord {
  const noted = noteEnd(deps, conversation, hand);
  const rebased = rebase(deps, noted, known);
  return proposeWaiting(deps, rebased, known);
}

/** Of a fault that could not be seen, the person is asked what differs with them. */
function noteEnd(deps: StockDeps, conversation: ConversationRecord, { newest }: AtHand): ConversationRecord {
  if (newest === undefined || conversation.noted === newest.missionId) return conversation;
  const noted = { ...conversation, noted: newest.missionId };
  return newest.notShown === undefined ? noted : spoken(deps, noted, sayHeld(newest.notShown.words));
}

function rebase(
  deps: StockDeps,
  conversation: ConversationRecord,
  known: KnownApp | undefined,
): ConversationRecord {
  const { plan, base } = conversation;
  if (plan?.changes === undefined || known === undefined || base === known.base) return conversation;
  const { title, stack, features, ...details } = rebaseChange(known, { ...plan, changes: plan.changes });
  const next = {
    ...conversation,
    base: known.base,
    plan: newPlan(deps, { title, stack, features }, details),
  };
  return spoken(deps, next, sayRebased(known.title));
}

/** The first wish that waits, with those after it that can join its plan: a fault and another app stand for themselves. */
function proposeWaiting(
  deps: StockDeps,
  conversation: ConversationRecord,
  known: KnownApp | undefined,
): ConversationRecord {
  const [first, ...others] = conversation.waiting;
  if (first === undefined || conversation.plan !== null) return conversation;
  const end = standsAlone(first) ? 0 : others.findIndex(standsAlone);
  const joining = end === -1 ? others : others.slice(0, end);
  const wishes = [first, ...joining];
  const start = { ...conversation, waiting: others.slice(joining.length) };
  const proposed = wishes.reduce((next, wish) => proposeWish(deps, next, known, wish), start);
  return spoken(
    deps,
    proposed,
    sayWished(
      wishes.map(({ text }) => text),
      proposed.plan !== null,
    ),
  );
}

const standsAlone = ({ consultation: { intent } }: WaitingWish): boolean =>
  intent === 'fault' || intent === 'new-app';

function proposeWish(
  deps: StockDeps,
  conversation: ConversationRecord,
  known: KnownApp | undefined,
  { text: message, consultation }: WaitingWish,
): ConversationRecord {
  const plan = conversation.plan ?? undefined;
  const { built } = conversation;
  const ground = known ?? built;
  const decision = decideReply({ plan, app: known, built, isRunning: false }, consultation);
  if (decision.kind === 'ask') return spoken(deps, conversation, sayUnknown(decision.unknown, ground));
  if (decision.kind !== 'propose' && decision.kind !== 'fault') return conversation;
  const next = putForward(deps, { conversation, known, consultation, message }, decision);
  const unknown = decision.kind === 'propose' ? decision.unknown : [];
  return unknown.length === 0 ? next : spoken(deps, next, sayUnknown(unknown, ground));
}

/** The conversation with a turn of ours. */
function spoken(
  deps: { readonly clock: Clock },
  conversation: ConversationRecord,
  text: string,
): ConversationRecord {
  const at = new Date(deps.clock.nowMs()).toISOString();
  const turns = [...conversation.turns, { role: 'gantry' as const, text, at }];
  return { ...conversation, turns, updated_at: at };
}
