import * as z from 'zod';
import { listMissions } from '../mission/mission-rows.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { ConversationList } from '../wire/http.ts';
import { slugSchema } from '../wire/http.ts';
import type { UserId } from '../wire/ids.ts';
import { conversationIdSchema, missionIdSchema, userIdSchema } from '../wire/ids.ts';
import type { MissionView } from '../wire/mission.ts';
import { terminalStatuses } from '../wire/mission.ts';
import type { ConversationRecord } from './conversations.ts';
import { chatState } from './decide-reply.ts';

/** What the list shows of a conversation without reading its turns. */
const rowSchema = z.strictObject({
  conversation_id: conversationIdSchema,
  owner: userIdSchema,
  title: z.string(),
  app: slugSchema.nullable(),
  mission_id: missionIdSchema.nullable(),
  has_plan: z.boolean(),
  turns: z.number().int().nonnegative(),
  updated_at: z.iso.datetime(),
});
type Row = z.infer<typeof rowSchema>;

interface Deps {
  readonly records: RecordStore;
}

const partitionOf = (owner: string): string => `conversation-rows#${owner}`;
const pageLimit = 500;
/** Rows that one list looks through. */
const maxRows = 2_000;
/** Missions that run are among the newest. */
const maxMissions = 100;

/** When a conversation was last spoken in; of one of version 0.1 by its turns. */
export const spokenAt = ({ updated_at, turns }: ConversationRecord): string =>
  updated_at ?? turns.at(-1)?.at ?? new Date(0).toISOString();

/** What a conversation is called before its app has a name. */
export function titleOf({ title, turns, plan, built }: ConversationRecord): string {
  return title ?? plan?.title ?? built?.title ?? turns[0]?.text.slice(0, 80) ?? '';
}

/** Keeps the list row of a conversation. One of version 0.1 gets its row when it is next spoken in. */
export const keepRow =
  (deps: Deps) =>
  async (conversation: ConversationRecord, signal: AbortSignal): Promise<void> => {
    const row: Row = {
      conversation_id: conversation.conversation_id,
      owner: conversation.owner,
      title: titleOf(conversation),
      app: conversation.app,
      mission_id: conversation.mission_id,
      has_plan: conversation.plan !== null,
      turns: conversation.turns.length,
      updated_at: spokenAt(conversation),
    };
    const key = { partition: partitionOf(conversation.owner), sort: conversation.conversation_id };
    await deps.records.put(key, row, { condition: { kind: 'any' } }, signal);
  };

/** An owner's conversations, the one that was spoken in last first: two reads, however many there are. */
export const listConversations =
  (deps: Deps) =>
  async (
    owner: UserId,
    filter: {
      readonly limit: number;
      readonly cursor?: string | undefined;
      readonly q?: string | undefined;
    },
    signal: AbortSignal,
  ): Promise<ConversationList> => {
    const rows = (await readRows(deps, owner, signal))
      .filter((row) => matches(row, filter.q))
      .toSorted((left, right) => (placeOf(left) < placeOf(right) ? 1 : -1));
    const { cursor, limit } = filter;
    const rest = cursor === undefined ? rows : rows.filter((row) => placeOf(row) < cursor);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    const missions = await newestMissions(deps, owner, page, signal);
    return {
      conversations: page.map((row) => viewRow(row, missions)),
      next_cursor: rest.length > limit && last !== undefined ? placeOf(last) : null,
    };
  };

/** Where a row stands in the list; two that were spoken in at the same moment stand by their ids. */
const placeOf = (row: Row): string => `${row.updated_at}~${row.conversation_id}`;

async function readRows(deps: Deps, owner: UserId, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  while (rows.length < maxRows) {
    const range = { limit: pageLimit, descending: true, ...(cursor !== undefined && { cursor }) };
    const page = await deps.records.list(partitionOf(owner), range, rowSchema, signal);
    rows.push(...page.map(({ value }) => value));
    if (page.length < pageLimit) break;
    cursor = rows.at(-1)?.conversation_id;
  }
  return rows;
}

async function newestMissions(
  deps: Deps,
  owner: UserId,
  page: readonly Row[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, MissionView>> {
  if (page.every(({ mission_id }) => mission_id === null)) return new Map();
  const all = { limit: maxMissions, cursor: undefined, status: undefined, q: undefined };
  const { missions } = await listMissions(deps)(owner, all, signal);
  return new Map(missions.map((mission) => [mission.mission_id, mission]));
}

function viewRow(
  row: Row,
  missions: ReadonlyMap<string, MissionView>,
): ConversationList['conversations'][number] {
  const mission = row.mission_id === null ? undefined : missions.get(row.mission_id);
  const isBuilding =
    mission !== undefined && !(terminalStatuses as readonly string[]).includes(mission.status);
  return {
    conversation_id: row.conversation_id,
    title: row.title,
    state: chatState({ hasPlan: row.has_plan, isBuilding }),
    app: row.app ?? mission?.app ?? null,
    ...(row.mission_id !== null && { mission_id: row.mission_id }),
    turns: row.turns,
    updated_at: row.updated_at,
  };
}

function matches({ title, app }: Row, q: string | undefined): boolean {
  if (q === undefined) return true;
  const sought = q.toLowerCase();
  return title.toLowerCase().includes(sought) || (app ?? '').includes(sought);
}
