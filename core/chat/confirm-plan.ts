import type { Caller } from '../access/sessions.ts';
import { Conflict, InputRejected, NotFound } from '../errors.ts';
import type { CreateDeps } from '../mission/create-mission.ts';
import { createMission } from '../mission/create-mission.ts';
import type { Plan } from '../wire/chat.ts';
import type { ChatReply } from '../wire/http.ts';
import type { ConversationId, MissionId, PlanId } from '../wire/ids.ts';
import { missionIdSchema, planIdSchema } from '../wire/ids.ts';
import type { ConversationRecord } from './conversations.ts';
import { conversationOfPlan, requireConversation, saveConversation, withMission } from './conversations.ts';
import type { StockDeps } from './take-stock.ts';
import { takeStock } from './take-stock.ts';

type Signalled = { readonly signal: AbortSignal };

/** Starts the mission of an agreed plan: the whole plan, and once, however often it is confirmed. A change is made to the app that the conversation has. */
export const buildPlan =
  (deps: CreateDeps) =>
  async (
    caller: Caller,
    conversation: Pick<ConversationRecord, 'conversation_id' | 'request' | 'app' | 'base'>,
    plan: Plan,
    { signal, struck = [] }: Signalled & { readonly struck?: readonly string[] },
  ): Promise<MissionId> => {
    const { title, stack, features, checks, needs, left_out, changes, fault } = plan;
    const plan_id = planIdSchema.parse(plan.plan_id);
    const dropped = (changes?.checks_dropped ?? []).map(({ id }) => id);
    const mission = await createMission(deps)(
      {
        caller,
        voiceMemo: conversation.request,
        plan: { title, stack, features },
        talkedOf: {
          plan_id,
          checks,
          needs,
          left_out,
          ...(struck.length > 0 && { struck: [...struck] }),
          ...(changes !== undefined && { dropped }),
        },
        // A change, and a fault, are put forward only where there is an app.
        appSlug: changes === undefined ? undefined : (conversation.app as string),
        ...(fault !== undefined && { fault: { check: fault, of: conversation.base as MissionId } }),
        conversationId: conversation.conversation_id,
        deploy: true,
        publish: true,
        idempotencyKey: `plan:${plan_id}`,
      },
      { signal },
    );
    return missionIdSchema.parse(mission.missionId);
  };

/** The conversation after its plan went into building. */
export function afterBuild(
  conversation: ConversationRecord,
  planId: PlanId,
  missionId: MissionId,
): ConversationRecord {
  const confirmed = [
    ...conversation.confirmed.filter((earlier) => earlier.plan_id !== planId),
    { plan_id: planId, mission_id: missionId },
  ];
  return {
    ...withMission(conversation, missionId),
    plan: null,
    base: null,
    built: conversation.plan,
    confirmed,
  };
}

/** Confirms a plan by its id. Again is the same mission; a plan that was revised since is Conflict. */
export const confirmPlan =
  (deps: CreateDeps & StockDeps) =>
  async (
    input: {
      readonly caller: Caller;
      readonly planId: string;
      /** Checks of the plan that the person does without. */
      readonly strikes: readonly string[];
      readonly conversationId: ConversationId | undefined;
    },
    { signal }: Signalled,
  ): Promise<ChatReply> => {
    const { caller, planId } = input;
    const conversationId = input.conversationId ?? (await conversationOfPlan(deps)(caller, planId, signal));
    const { value, revision } = await requireConversation(deps)(caller, conversationId, signal);
    const earlier = value.confirmed.find((confirmed) => confirmed.plan_id === planId);
    if (earlier !== undefined)
      return building(value, earlier.mission_id, 'This plan is being built already.', value.built);
    const { conversation, isRunning } = await takeStock(deps)(value, signal);
    await requirePlan(deps)(caller, conversation, planId, signal);
    if (isRunning)
      throw new Conflict(
        'mission_running',
        'A build of this conversation is running. Confirm this plan when it has ended.',
      );
    const plan = withoutChecks(conversation.plan as Plan, input.strikes);
    const missionId = await buildPlan(deps)(caller, conversation, plan, { signal, struck: input.strikes });
    const reply =
      plan.fault === undefined
        ? `Building ${plan.title} now.`
        : `Trying that on ${plan.title} as it is. If it goes wrong there too, I fix it.`;
    const at = new Date(deps.clock.nowMs()).toISOString();
    const next = afterBuild({ ...conversation, plan }, planIdSchema.parse(planId), missionId);
    const turns = [...next.turns, { role: 'gantry' as const, text: reply, at }];
    await saveConversation(deps)({ ...next, turns, updated_at: at }, revision, signal);
    return building(conversation, missionId, reply, plan);
  };

/** Whether the plan that awaits is this one: Conflict where it was revised since, NotFound where it never was one of this conversation. */
const requirePlan =
  (deps: StockDeps) =>
  async (
    caller: Caller,
    { conversation_id: id, plan }: ConversationRecord,
    planId: string,
    signal: AbortSignal,
  ): Promise<void> => {
    if (plan?.plan_id === planId) return;
    const home = await conversationOfPlan(deps)(caller, planId, signal);
    if (home !== id) throw new NotFound('plan_not_found', 'This conversation has no such plan.');
    throw new Conflict('plan_replaced', 'This plan was revised; confirm the latest one.', {
      details: { plan_id: plan?.plan_id ?? null },
    });
  };

/** The plan without the checks that a person struck; one at least stays, so that something shows that the app does what it is for. */
function withoutChecks(plan: Plan, strikes: readonly string[]): Plan {
  const unknown = strikes.filter((id) => !plan.checks.some((check) => check.id === id));
  if (unknown.length > 0)
    throw new InputRejected('check_unknown', `This plan has no check ${unknown.join(', ')}.`);
  const checks = plan.checks.filter(({ id }) => !strikes.includes(id));
  const isNeeded = plan.changes === undefined ? checks.length === 0 : strikes.includes(plan.fault ?? '');
  if (strikes.length > 0 && isNeeded)
    throw new InputRejected(
      'check_needed',
      'Keep at least one check: it shows that the app does what it is for.',
    );
  return { ...plan, checks };
}

function building(
  conversation: ConversationRecord,
  missionId: MissionId,
  reply: string,
  plan: Plan | null,
): ChatReply {
  return {
    conversation_id: conversation.conversation_id,
    state: 'BUILDING',
    reply,
    ...(plan !== null && { plan }),
    mission_id: missionId,
    speech: reply,
  };
}
