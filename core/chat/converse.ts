import type { Caller } from '../access/sessions.ts';
import { requireApp } from '../app/app-records.ts';
import type { CreateDeps } from '../mission/create-mission.ts';
import type { ChatTurn, Consultation, Plan } from '../wire/chat.ts';
import type { ChatAction, ChatReply } from '../wire/http.ts';
import type { ConversationId } from '../wire/ids.ts';
import { conversationIdSchema, planIdSchema } from '../wire/ids.ts';
import { samePlan } from './amend-plan.ts';
import type { ConsultDeps } from './ask-consult.ts';
import { askConsult } from './ask-consult.ts';
import { afterBuild, buildPlan } from './confirm-plan.ts';
import type { ConversationRecord, WaitingWish } from './conversations.ts';
import { emptyConversation, requireConversation, saveConversation } from './conversations.ts';
import type { ReplyDecision } from './decide-reply.ts';
import { chatState, decideReply } from './decide-reply.ts';
import type { PlanDeps } from './put-forward.ts';
import { putForward } from './put-forward.ts';
import { sayBusy, sayNews, sayUnknown, sayWaits } from './say-standing.ts';
import type { Stock } from './take-stock.ts';
import { takeStock } from './take-stock.ts';
import { undoChange } from './undo-change.ts';

export interface ChatDeps extends CreateDeps, ConsultDeps, PlanDeps {}

/** Wishes that wait at most; more are not kept, and the person is told. */
const maxWaiting = 5;

/** Answers a message: asks the consult skill what it means, amends, proposes or builds. Model text goes to `onDelta` as it comes. */
export const converse =
  (deps: ChatDeps) =>
  async (
    input: {
      readonly caller: Caller;
      readonly message: string;
      readonly conversationId: ConversationId | undefined;
      /** The app that a new conversation is about. */
      readonly app?: string | undefined;
      readonly onDelta: ((text: string) => void) | undefined;
    },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ChatReply> => {
    const { caller, message, conversationId, onDelta } = input;
    const found =
      conversationId === undefined
        ? undefined
        : await requireConversation(deps)(caller, conversationId, signal);
    const before = found?.value ?? (await newConversation(deps, caller, input.app, signal));
    const stock = await takeStock(deps)(before, signal);
    const consultation = await askConsult(deps)(stock, { message, onDelta }, signal);
    const heard = withTurn(deps, stock.conversation, 'person', message);
    const followed = await follow(deps, { caller, stock, heard, message, consultation }, signal);
    const reply = [consultation.reply, ...followed.added].join(' ');
    const next = withTurn(deps, followed.conversation, 'gantry', reply);
    await saveConversation(deps)(next, found?.revision, signal);
    return replyOf(stock, next, { ...followed, reply });
  };

async function newConversation(
  deps: ChatDeps,
  caller: Caller,
  slug: string | undefined,
  signal: AbortSignal,
): Promise<ConversationRecord> {
  const app = slug === undefined ? undefined : await requireApp(deps)(caller.id, slug, signal);
  return emptyConversation({
    conversation_id: conversationIdSchema.parse(deps.ids.make('cnv')),
    owner: caller.id,
    app: app?.slug ?? null,
    created_at: new Date(deps.clock.nowMs()).toISOString(),
  });
}

function withTurn(
  deps: ChatDeps,
  conversation: ConversationRecord,
  role: ChatTurn['role'],
  text: string,
): ConversationRecord {
  const at = new Date(deps.clock.nowMs()).toISOString();
  return { ...conversation, turns: [...conversation.turns, { role, text, at }], updated_at: at };
}

interface Heard {
  readonly caller: Caller;
  readonly stock: Stock;
  /** The conversation with what the person said. */
  readonly heard: ConversationRecord;
  readonly message: string;
  readonly consultation: Consultation;
}

/** What became of a message, and what is said of it beside the model's words. */
interface Followed {
  readonly conversation: ConversationRecord;
  readonly added: readonly string[];
  readonly built?: Plan;
  readonly action?: ChatAction;
}

async function follow(deps: ChatDeps, said: Heard, signal: AbortSignal): Promise<Followed> {
  const { stock, heard, consultation } = said;
  const { known, isRunning, isNews } = stock;
  const standing = { plan: heard.plan ?? undefined, app: known, built: heard.built, isRunning };
  const decision = decideReply(standing, consultation);
  switch (decision.kind) {
    case 'keep':
      return { conversation: heard, added: [] };
    case 'busy':
      return { conversation: heard, added: [sayBusy] };
    case 'wait':
      return keepWish(said);
    case 'ask':
      return { conversation: heard, added: [sayUnknown(decision.unknown, groundOf(heard, known))] };
    case 'undo': {
      const { words, action } = await undoChange(deps)(stock.hand.app, signal);
      return { conversation: heard, added: [words], ...(action && { action }) };
    }
    case 'build':
      return isNews ? { conversation: heard, added: [sayNews] } : build(deps, said, decision, signal);
    case 'fault':
      return { conversation: putForward(deps, { ...said, conversation: heard, known }, decision), added: [] };
    case 'propose':
      return propose(deps, said, decision);
  }
}

function propose(
  deps: ChatDeps,
  { stock: { known }, heard, consultation, message }: Heard,
  decision: Extract<ReplyDecision, { kind: 'propose' }>,
): Followed {
  return {
    conversation: putForward(deps, { conversation: heard, known, consultation, message }, decision),
    added: decision.unknown.length === 0 ? [] : [sayUnknown(decision.unknown, groundOf(heard, known))],
  };
}

/** What a wish would change. */
const groundOf = ({ plan, built }: ConversationRecord, known: Stock['known']) => plan ?? known ?? built;

/** A confirmation without amendments builds the very plan that was shown, under its own id. */
async function build(
  deps: ChatDeps,
  { caller, stock: { known }, heard, consultation, message }: Heard,
  decision: Extract<ReplyDecision, { kind: 'build' }>,
  signal: AbortSignal,
): Promise<Followed> {
  const shown = heard.plan as Plan;
  const { change_features: changed = [], drop_checks: dropped = [] } = consultation;
  const isShown = samePlan(shown, decision.plan) && changed.length + dropped.length === 0;
  const agreed = isShown
    ? heard
    : putForward(deps, { conversation: heard, known, consultation, message }, decision);
  const plan = agreed.plan as Plan;
  const missionId = await buildPlan(deps)(caller, agreed, plan, { signal });
  return {
    conversation: afterBuild(agreed, planIdSchema.parse(plan.plan_id), missionId),
    added: [],
    built: plan,
  };
}

/** A wish is kept as it was understood. */
function keepWish({ heard, message, consultation }: Heard): Followed {
  const { intent } = consultation;
  if (heard.waiting.length >= maxWaiting) return { conversation: heard, added: [sayFull] };
  const wish: WaitingWish = {
    text: message,
    // By then it is a wish like any other: only a yes to a plan that was shown builds.
    consultation: { ...consultation, intent: intent === 'confirm' ? 'change' : intent },
  };
  return { conversation: { ...heard, waiting: [...heard.waiting, wish] }, added: [sayWaits] };
}

const sayFull = `${maxWaiting} wishes wait for this build already. Say this one again when it has ended.`;

function replyOf(
  { isRunning }: Stock,
  after: ConversationRecord,
  { built, action, reply }: Followed & { readonly reply: string },
): ChatReply {
  const plan = after.plan ?? built;
  return {
    conversation_id: after.conversation_id,
    state: chatState({ hasPlan: after.plan !== null, isBuilding: built !== undefined || isRunning }),
    reply,
    ...(plan !== undefined && { plan }),
    ...(built !== undefined && after.mission_id !== null && { mission_id: after.mission_id }),
    ...(action !== undefined && { action }),
    speech: reply,
  };
}
