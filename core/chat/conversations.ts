import * as z from 'zod';
import type { Caller } from '../access/sessions.ts';
import { Conflict, NotFound } from '../errors.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import { chatTurnSchema, consultSchema, planSchema } from '../wire/chat.ts';
import { slugSchema } from '../wire/http.ts';
import type { ConversationId, MissionId, UserId } from '../wire/ids.ts';
import { conversationIdSchema, missionIdSchema, planIdSchema, userIdSchema } from '../wire/ids.ts';
import { keepRow } from './conversation-rows.ts';

/** A wish that was said while a mission ran, and what was understood of it then. */
const waitingWishSchema = z.strictObject({ text: z.string(), consultation: consultSchema });
export type WaitingWish = z.infer<typeof waitingWishSchema>;

/** A conversation of one person: its turns, the plan that awaits a word, the app that it is about and the missions that it led to. */
export const conversationRecordSchema = z.strictObject({
  conversation_id: conversationIdSchema,
  owner: userIdSchema,
  turns: z.array(chatTurnSchema),
  plan: planSchema.nullable(),
  /** The newest mission. */
  mission_id: missionIdSchema.nullable(),
  /** The message that the plan grew from: it becomes the mission's request. */
  request: z.string(),
  /** Plans that were confirmed, so that confirming again is the same mission. */
  confirmed: z.array(z.strictObject({ plan_id: planIdSchema, mission_id: missionIdSchema })),
  /** Left out before its first answer, and by version 0.1, as all that follows is. */
  title: z.string().optional(),
  app: slugSchema.nullable().default(null),
  /** Oldest first. */
  missions: z.array(missionIdSchema).default([]),
  waiting: z.array(waitingWishSchema).default([]),
  /** The plan that went into building last: what is said after a first build that came to nothing changes it. */
  built: planSchema.nullable().default(null),
  /** The version of the app that the awaiting plan changes. */
  base: missionIdSchema.nullable().default(null),
  /** The mission whose end was last talked of. */
  noted: missionIdSchema.nullable().default(null),
  created_at: z.iso.datetime().optional(),
  updated_at: z.iso.datetime().optional(),
});
export type ConversationRecord = z.infer<typeof conversationRecordSchema>;

interface Deps {
  readonly records: RecordStore;
}

/** Turns that are kept; older ones have long become the plan. */
export const maxTurns = 200;
const maxMissions = 1_000;
const maxRaces = 10;

const keyOf = (owner: string, id: string) => ({ partition: `conversations#${owner}`, sort: id });
const planKeyOf = (owner: string, planId: string) => ({ partition: `plans#${owner}`, sort: planId });
const planRowSchema = z.strictObject({ conversation_id: conversationIdSchema });

/** A conversation in which nothing has been said; about an app where one is given. */
export const emptyConversation = (
  of: Pick<ConversationRecord, 'conversation_id' | 'owner' | 'app' | 'created_at'>,
): ConversationRecord => ({
  ...of,
  turns: [],
  plan: null,
  mission_id: null,
  request: '',
  confirmed: [],
  missions: [],
  waiting: [],
  built: null,
  base: null,
  noted: null,
});

/** The missions of a conversation, oldest first, also where version 0.1 kept the last one alone. */
export function missionsOf({ missions, mission_id, confirmed }: ConversationRecord): MissionId[] {
  const earlier = missions.length > 0 ? missions : confirmed.map((one) => one.mission_id);
  const all = mission_id === null ? earlier : [...earlier, mission_id];
  return [...new Set(all)];
}

/** The record with one more mission, which is the newest from now on. */
export function withMission(conversation: ConversationRecord, missionId: MissionId): ConversationRecord {
  const missions = missionsOf(conversation).filter((earlier) => earlier !== missionId);
  return {
    ...conversation,
    missions: [...missions, missionId].slice(-maxMissions),
    mission_id: missionId,
  };
}

/** A conversation of this caller; NotFound for an unknown one and for somebody else's. */
export const requireConversation =
  (deps: Deps) =>
  async (caller: Caller, id: string, signal: AbortSignal): Promise<StoredRecord<ConversationRecord>> => {
    const found = conversationIdSchema.safeParse(id).success
      ? await deps.records.get(keyOf(caller.id, id), conversationRecordSchema, signal)
      : undefined;
    if (found === undefined) throw new NotFound('conversation_not_found', 'You have no such conversation.');
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
    if (await put(deps, kept, revision, signal)) return;
    throw new Conflict(
      'conversation_busy',
      'Another message in this conversation is being answered. Send this one again afterwards.',
    );
  };

/** False where somebody else wrote it since. The list's row follows the record and may lag behind it. */
async function put(
  deps: Deps,
  conversation: ConversationRecord,
  revision: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const condition =
    revision === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'revision', revision } as const);
  const key = keyOf(conversation.owner, conversation.conversation_id);
  if ((await deps.records.put(key, conversation, { condition }, signal)) === 'lost') return false;
  await keepRow(deps)(conversation, signal);
  return true;
}

/** Has a mission stand in the conversation that its app was talked of in; nothing where that is gone. */
export const joinConversation =
  (deps: Deps) =>
  async (owner: UserId, id: ConversationId, missionId: MissionId, signal: AbortSignal): Promise<void> => {
    for (let race = 0; race < maxRaces; race += 1) {
      const found = await deps.records.get(keyOf(owner, id), conversationRecordSchema, signal);
      if (found === undefined || missionsOf(found.value).includes(missionId)) return;
      if (await put(deps, withMission(found.value, missionId), found.revision, signal)) return;
    }
    throw new Conflict('conversation_busy', 'This conversation was changed at the same moment. Try again.');
  };

/** The conversation that a plan was put forward in; NotFound for an unknown plan and for somebody else's. */
export const conversationOfPlan =
  (deps: Deps) =>
  async (caller: Caller, planId: string, signal: AbortSignal): Promise<ConversationId> => {
    const row = await deps.records.get(planKeyOf(caller.id, planId), planRowSchema, signal);
    if (row === undefined) throw new NotFound('plan_not_found', 'You have no such plan.');
    return row.value.conversation_id;
  };
