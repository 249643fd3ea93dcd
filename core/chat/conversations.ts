import * as z from 'zod';
import type { Caller } from '../access/sessions.ts';
import { Conflict, NotFound } from '../errors.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import { chatTurnSchema, planSchema } from '../wire/chat.ts';
import type { ConversationId } from '../wire/ids.ts';
import { conversationIdSchema, missionIdSchema, planIdSchema, userIdSchema } from '../wire/ids.ts';

/** A conversation of one person: its turns, the plan that awaits a word, and the mission it led to last. */
export const conversationRecordSchema = z.strictObject({
  conversation_id: conversationIdSchema,
  owner: userIdSchema,
  turns: z.array(chatTurnSchema),
  plan: planSchema.nullable(),
  mission_id: missionIdSchema.nullable(),
  /** The message that the plan grew from: it becomes the mission's request. */
  request: z.string(),
  /** Plans that were confirmed, so that confirming again is the same mission. */
  confirmed: z.array(z.strictObject({ plan_id: planIdSchema, mission_id: missionIdSchema })),
});
export type ConversationRecord = z.infer<typeof conversationRecordSchema>;

interface Deps {
  readonly records: RecordStore;
}

/** Turns that are kept; older ones have long become the plan. */
export const maxTurns = 200;

const keyOf = (owner: string, id: string) => ({ partition: `conversations#${owner}`, sort: id });
const planKeyOf = (owner: string, planId: string) => ({ partition: `plans#${owner}`, sort: planId });
const planRowSchema = z.strictObject({ conversation_id: conversationIdSchema });

/** A conversation of this caller; NotFound for an unknown one and for somebody else's. */
export const requireConversation =
  (deps: Deps) =>
  async (caller: Caller, id: string, signal: AbortSignal): Promise<StoredRecord<ConversationRecord>> => {
    const found = conversationIdSchema.safeParse(id).success
      ? await deps.records.get(keyOf(caller.id, id), conversationRecordSchema, signal)
      : undefined;
    if (found === undefined)
      throw new NotFound('conversation_not_found', 'You have no conversation of that id.');
    return found;
  };

/** Writes a conversation if nobody else did since it was read; Conflict otherwise, since two messages at once have no order. */
export const saveConversation =
  (deps: Deps) =>
  async (
    conversation: ConversationRecord,
    revision: string | undefined,
    signal: AbortSignal,
  ): Promise<void> => {
    const condition =
      revision === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'revision', revision } as const);
    const key = keyOf(conversation.owner, conversation.conversation_id);
    const kept = { ...conversation, turns: conversation.turns.slice(-maxTurns) };
    if (conversation.plan !== null) {
      const row = { conversation_id: conversation.conversation_id };
      await deps.records.put(
        planKeyOf(conversation.owner, conversation.plan.plan_id),
        row,
        { condition: { kind: 'any' } },
        signal,
      );
    }
    if ((await deps.records.put(key, kept, { condition }, signal)) !== 'lost') return;
    throw new Conflict(
      'conversation_busy',
      'Another message in this conversation is being answered; send this one again after it.',
    );
  };

/** The conversation that a plan was put forward in; NotFound for an unknown plan and for somebody else's. */
export const conversationOfPlan =
  (deps: Deps) =>
  async (caller: Caller, planId: string, signal: AbortSignal): Promise<ConversationId> => {
    const row = await deps.records.get(planKeyOf(caller.id, planId), planRowSchema, signal);
    if (row === undefined) throw new NotFound('plan_not_found', 'You have no plan of that id.');
    return row.value.conversation_id;
  };
