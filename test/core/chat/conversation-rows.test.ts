import { beforeEach, describe, expect, test } from 'vitest';
import { keepRow, listConversations } from '../../../core/chat/conversation-rows.ts';
import {
  conversationRecordSchema,
  emptyConversation,
  joinConversation,
  missionsOf,
  saveConversation,
} from '../../../core/chat/conversations.ts';
import { viewConversation } from '../../../core/chat/view-conversation.ts';
import { projectMission } from '../../../core/mission/mission-rows.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { Consultation } from '../../../core/wire/chat.ts';
import { conversationListSchema } from '../../../core/wire/http.ts';
import type { ConversationId, MissionId } from '../../../core/wire/ids.ts';
import { otherUserId, userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { run, ship, talkOver } from './talk.ts';

let ports: TestPorts;
let talk: ReturnType<typeof talkOver>;
beforeEach(() => {
  ports = makePorts();
  talk = talkOver(ports);
});

const list = async (filter: { limit?: number; cursor?: string | undefined; q?: string } = {}) =>
  conversationListSchema.parse(await listConversations(ports)(userId, { limit: 20, ...filter }, never));
const proposal = (title: string): Partial<Consultation> => ({
  intent: 'propose',
  title,
  add_features: ['Adds'],
});
const titlesOf = ({ conversations }: Awaited<ReturnType<typeof list>>) =>
  conversations.map(({ title }) => title);

describe('a list of conversations', () => {
  test('is one’s own, the one that was spoken in last first, page by page', async () => {
    expect(await list()).toEqual({ conversations: [], next_cursor: null });
    const first = await talk.say('Build sums', proposal('Sums'));
    ports.clock.advance(1_000);
    await talk.say('What can you do?', {});
    await talk.say('Notes', proposal('Notes'));
    ports.clock.advance(1_000);
    await talk.say('Thanks', {}, { id: first.conversation_id });
    const whole = await list();
    expect(titlesOf(whole)[0]).toBe('Sums');
    expect(titlesOf(whole).toSorted()).toEqual(['Notes', 'Sums', 'What can you do?']);
    const one = await list({ limit: 1 });
    const rest = await list({ cursor: one.next_cursor ?? undefined });
    expect([...one.conversations, ...rest.conversations]).toEqual(whole.conversations);
    expect(rest.next_cursor).toBeNull();
    const others = await listConversations(ports)(otherUserId, { limit: 20 }, never);
    expect(others.conversations).toEqual([]);
  });

  test('says of each how many turns it has and what it waits for', async () => {
    const plan = await talk.say('Build sums', proposal('Sums'));
    expect((await list()).conversations).toMatchObject([
      { turns: 2, state: 'NEEDS_CONFIRMATION', app: null },
    ]);
    const built = await talk.confirm(plan);
    expect((await list()).conversations).toMatchObject([
      { turns: 3, state: 'BUILDING', mission_id: built.mission_id },
    ]);
    await ship(ports, built);
    // The rows of missions follow their events.
    await projectMission(ports)(viewMission(await run(ports, built.mission_id as MissionId, [])), never);
    expect((await list()).conversations).toMatchObject([{ state: 'NEEDS_INPUT', app: 'calculator' }]);
    await talk.read(built.conversation_id);
    expect((await list({ q: 'CALC' })).conversations).toMatchObject([{ title: 'Calculator' }]);
    await talk.say('Hi', {});
    expect((await list({ q: 'nothing' })).conversations).toEqual([]);
  });

  test('reads more rows than one page of the store holds', async () => {
    for (let nth = 0; nth < 501; nth += 1) {
      const id = ports.ids.make('cnv') as ConversationId;
      const of = { conversation_id: id, owner: userId, app: null, created_at: undefined };
      await keepRow(ports)(emptyConversation(of), never);
    }
    const { conversations, next_cursor } = await list({ limit: 100 });
    expect(conversations).toHaveLength(100);
    expect(next_cursor).not.toBeNull();
    expect(conversations[0]).toMatchObject({ title: '', updated_at: '1970-01-01T00:00:00.000Z' });
  });
});

describe('a conversation of version 0.1', () => {
  const at = '2026-01-02T03:04:05.000Z';
  const old = (over: object = {}) =>
    conversationRecordSchema.parse({
      conversation_id: ports.ids.make('cnv'),
      owner: userId,
      turns: [{ role: 'person', text: 'Build sums', at }],
      plan: null,
      mission_id: null,
      request: '',
      confirmed: [],
      ...over,
    });

  test('has its missions by the plans that were confirmed', () => {
    const [first, second] = [ports.ids.make('msn'), ports.ids.make('msn')];
    const confirmed = [{ plan_id: ports.ids.make('pln'), mission_id: first }];
    expect(missionsOf(old({ confirmed, mission_id: second }))).toEqual([first, second]);
    expect(missionsOf(old())).toEqual([]);
  });

  test('is shown whole', () => {
    expect(viewConversation(old(), false)).toMatchObject({
      ...{ title: 'Build sums', app: null, missions: [], created_at: at, updated_at: at },
      state: 'NEEDS_INPUT',
    });
    expect(viewConversation(old({ turns: [] }), false)).toMatchObject({
      title: '',
      created_at: '1970-01-01T00:00:00.000Z',
    });
  });
});

describe('a mission that goes on from one that was talked of', () => {
  test('joins its conversation once, also beside somebody who speaks there; nothing where that is gone', async () => {
    const { conversation_id: id } = await talk.say('Build sums', proposal('Sums'));
    const missionId = ports.ids.make('msn') as MissionId;
    let races = 1;
    const put: typeof ports.records.put = async (...args) => {
      if (args[0].partition.startsWith('conversations#') && races-- > 0) return 'lost';
      return ports.records.put(...args);
    };
    const raced = { ...ports, records: { ...ports.records, put } };
    await joinConversation(raced)(userId, id, missionId, never);
    await joinConversation(ports)(userId, id, missionId, never);
    expect((await talk.record(id)).missions).toEqual([missionId]);
    await joinConversation(ports)(userId, ports.ids.make('cnv') as ConversationId, missionId, never);
    races = 100;
    const other = ports.ids.make('msn') as MissionId;
    await expect(joinConversation(raced)(userId, id, other, never)).rejects.toMatchObject({
      code: 'conversation_busy',
    });
  });
});

test('a conversation that somebody else wrote since is not written over', async () => {
  const { conversation_id: id } = await talk.say('Hi', {});
  await expect(saveConversation(ports)(await talk.record(id), 'stale', never)).rejects.toMatchObject({
    code: 'conversation_busy',
  });
});
