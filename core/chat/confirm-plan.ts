import type { Caller } from '../access/sessions.ts';
import { Conflict, InputRejected, NotFound } from '../errors.ts';
import type { CreateDeps } from '../mission/create-mission.ts';
import { createMission } from '../mission/create-mission.ts';
import type { Plan } from '../wire/chat.ts';
import type { ChatReply } from '../wire/http.ts';
import type { ConversationId, MissionId, PlanId } from '../wire/ids.ts';
import { missionIdSchema, planIdSchema } from '../wire/ids.ts';
import type { ConversationRecord } from './conversations.ts';
import { conversationOfPlan, requireConversation, saveConversation } from './conversations.ts';

type Signalled = { readonly signal: AbortSignal };

/** Starts the mission of an agreed plan: the whole plan, and once, however often it is confirmed. */
export const buildPlan =
  (deps: CreateDeps) =>
  async (
    caller: Caller,
    request: string,
    plan: Plan,
    { signal, struck = [] }: Signalled & { readonly struck?: readonly string[] },
  ): Promise<MissionId> => {
    const { title, stack, features, checks, needs, left_out } = plan;
    const plan_id = planIdSchema.parse(plan.plan_id);
    const mission = await createMission(deps)(
      {
        caller,
        voiceMemo: request,
        plan: { title, stack, features },
        talkedOf: {
          plan_id,
          checks,
          needs,
          left_out,
          ...(struck.length > 0 && { struck: [...struck] }),
        },
        appSlug: undefined,
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
  return { ...conversation, plan: null, mission_id: missionId, confirmed };
}

/** Confirms a plan by its id. Again is the same mission; a plan that was revised since is Conflict. */
export const confirmPlan =
  (deps: CreateDeps) =>
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
    const { value: conversation, revision } = await requireConversation(deps)(caller, conversationId, signal);
    const earlier = conversation.confirmed.find((confirmed) => confirmed.plan_id === planId);
    if (earlier !== undefined)
      return building(conversation, earlier.mission_id, 'This plan is being built already.');
    if (conversation.plan?.plan_id !== planId) {
      const home = await conversationOfPlan(deps)(caller, planId, signal);
      if (home !== conversation.conversation_id)
        throw new NotFound('plan_not_found', 'This conversation has no plan of that id.');
      throw new Conflict('plan_replaced', 'This plan was revised; confirm the latest one.', {
        details: { plan_id: conversation.plan?.plan_id ?? null },
      });
    }
    const plan = withoutChecks(conversation.plan, input.strikes);
    const options = { signal, struck: input.strikes };
    const missionId = await buildPlan(deps)(caller, conversation.request, plan, options);
    const reply = `Building ${conversation.plan.title} now.`;
    const turn = { role: 'gantry', text: reply, at: new Date(deps.clock.nowMs()).toISOString() } as const;
    const next = afterBuild(conversation, planIdSchema.parse(planId), missionId);
    await saveConversation(deps)({ ...next, turns: [...next.turns, turn] }, revision, signal);
    return building(conversation, missionId, reply);
  };

/** The plan without the checks that a person struck; one at least stays, so that something shows that the app does what it is for. */
function withoutChecks(plan: Plan, strikes: readonly string[]): Plan {
  const unknown = strikes.filter((id) => !plan.checks.some((check) => check.id === id));
  if (unknown.length > 0)
    throw new InputRejected('check_unknown', `This plan has no check ${unknown.join(', ')}.`);
  const checks = plan.checks.filter(({ id }) => !strikes.includes(id));
  if (strikes.length > 0 && checks.length === 0)
    throw new InputRejected(
      'check_needed',
      'Keep one check at least: it shows that the app does what it is for.',
    );
  return { ...plan, checks };
}

function building(conversation: ConversationRecord, missionId: MissionId, reply: string): ChatReply {
  return {
    conversation_id: conversation.conversation_id,
    state: 'BUILDING',
    reply,
    mission_id: missionId,
    speech: reply,
  };
}
