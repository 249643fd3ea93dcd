import type { Caller } from '../../../core/access/sessions.ts';
import { ensureApp } from '../../../core/app/ensure-app.ts';
import { confirmPlan } from '../../../core/chat/confirm-plan.ts';
import type { ConversationRecord } from '../../../core/chat/conversations.ts';
import { requireConversation } from '../../../core/chat/conversations.ts';
import { converse } from '../../../core/chat/converse.ts';
import { readConversation } from '../../../core/chat/read-conversation.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import type { Consultation } from '../../../core/wire/chat.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { ChatReply, ConversationView } from '../../../core/wire/http.ts';
import { chatReplySchema, conversationSchema } from '../../../core/wire/http.ts';
import type { ConversationId, MissionId } from '../../../core/wire/ids.ts';
import { type TestedMission, testedMission } from '../app/tested-mission.ts';
import { commands, userId } from '../mission/samples.ts';
import { answered, fakeModel } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

export const options = { signal: never };
export const caller: Caller = { id: userId, username: 'ada', role: 'member', sessionId: 'ses_1' };

/** What a model makes of a message: nothing, but for what is changed. */
export const meaning = (over: Partial<Consultation>): Consultation => ({
  intent: 'other',
  reply: 'Well.',
  title: null,
  stack: null,
  add_features: [],
  remove_features: [],
  ...over,
});

/** The answer of a model that means this. */
export function answerOf(consultation: Consultation): ModelTurn {
  const { reply, ...decision } = consultation;
  return answered(
    `<g-NONCE reply>\n${reply}\n</g-NONCE>\n<g-NONCE decision>\n${JSON.stringify(decision)}\n</g-NONCE>\n`,
  );
}

/** A talk of one person over ports, with what a model was asked last. */
export function talkOver(ports: TestPorts) {
  const calls: ModelCall[] = [];
  const say = async (
    message: string,
    over: Partial<Consultation>,
    { id, app }: { readonly id?: ConversationId | undefined; readonly app?: string } = {},
  ): Promise<ChatReply> => {
    const fake = fakeModel([answerOf(meaning(over))]);
    const input = { caller, message, conversationId: id, app, onDelta: undefined };
    const reply = await converse({ ...ports, model: fake.model })(input, options);
    calls.push(...fake.calls);
    return chatReplySchema.parse(reply);
  };
  const silent = { ...ports, model: fakeModel([]).model };
  const confirm = (
    { plan, conversation_id }: ChatReply,
    strikes: readonly string[] = [],
  ): Promise<ChatReply> =>
    confirmPlan(silent)(
      { caller, planId: plan?.plan_id ?? '', strikes, conversationId: conversation_id },
      options,
    );
  const record = async (id: ConversationId): Promise<ConversationRecord> =>
    (await requireConversation(ports)(caller, id, never)).value;
  const read = async (id: ConversationId): Promise<ConversationView> =>
    conversationSchema.parse(
      await readConversation(silent)(await requireConversation(ports)(caller, id, never), never),
    );
  const requestOf = async ({ mission_id: id }: Pick<ChatReply, 'mission_id'>): Promise<Mission['request']> =>
    (await readMission(ports)(id as MissionId, options)).request;
  /** A label's block of what the model was asked last. */
  const told = (label: string): string | undefined =>
    calls
      .at(-1)
      ?.messages[0]?.blocks.flatMap((block) =>
        block.kind === 'data' && block.label === label ? [block.text] : [],
      )[0];
  return { say, confirm, record, read, requestOf, told };
}

/** Has a mission ship its app, as its stages do. */
export async function ship(
  ports: TestPorts,
  { mission_id }: Pick<ChatReply, 'mission_id'>,
  checks: readonly Check[] = [],
  tested: TestedMission = {},
): Promise<Mission> {
  const missionId = mission_id as MissionId;
  const mission = await testedMission(ports, { missionId, checks, ...tested });
  const { app_id, slug, title } = await ensureApp(ports)(mission, never);
  const all = commands();
  const app = { app_id, slug, title };
  return run(ports, missionId, [
    { kind: 'intend-deploy', data: { ...all['intend-deploy'].data, app } },
    all['record-preview'],
    all['record-live'],
    { kind: 'intend-publish', data: { ...all['intend-publish'].data, app } },
    all['record-pull-request'],
    all.settle,
  ]);
}

/** Runs commands against a mission. */
export async function run(
  ports: TestPorts,
  missionId: MissionId,
  life: readonly Command[],
): Promise<Mission> {
  for (const command of life) await runCommand(ports)({ missionId, command, actor: 'gantry' }, options);
  return readMission(ports)(missionId, options);
}
