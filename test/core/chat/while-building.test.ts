import { beforeEach, describe, expect, test } from 'vitest';
import { requireConversation } from '../../../core/chat/conversations.ts';
import { readConversation } from '../../../core/chat/read-conversation.ts';
import { extendMission, requireMission } from '../../../core/mission/create-mission.ts';
import type { ChatReply } from '../../../core/wire/http.ts';
import { fakeModel } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { caller, options, ship, talkOver } from './talk.ts';
import { beginApp, beginBuild, change, checks, proposal } from './talk-of-sums.ts';

let ports: TestPorts;
let talk: ReturnType<typeof talkOver>;
beforeEach(() => {
  ports = makePorts();
  talk = talkOver(ports);
});
const building = (): Promise<ChatReply> => beginBuild(talk);
const withApp = (): Promise<ChatReply> => beginApp(ports, talk);

describe('while a build runs', () => {
  test('talk goes on, and a wish waits for its end and is then put forward, without a model', async () => {
    const built = await building();
    const id = built.conversation_id;
    const said = await talk.say('Add a history', change('History'), { id });
    expect(said).toMatchObject({ state: 'BUILDING', reply: expect.stringContaining('I keep that') });
    expect(said.plan).toBeUndefined();
    await talk.say('Yes, and a chart', { ...change('Chart'), intent: 'confirm' }, { id });
    expect((await talk.read(id)).waiting).toEqual(['Add a history', 'Yes, and a chart']);
    await talk.say('Fine', {}, { id });
    expect(talk.told('waiting')).toContain('Add a history');
    await ship(ports, built, checks);
    const view = await talk.read(id);
    expect(view.waiting).toBeUndefined();
    expect(view).toMatchObject({
      state: 'NEEDS_CONFIRMATION',
      plan: { features: ['Adds', 'History', 'Chart'], changes: { added: ['History', 'Chart'] } },
    });
    expect(view.turns.at(-1)?.text).toContain('Here is the plan for it');
    expect(await talk.read(id)).toEqual(view);
  });

  test('of many wishes five wait, and the next is refused in words', async () => {
    const { conversation_id: id } = await building();
    for (const nth of [1, 2, 3, 4, 5]) await talk.say(`Add ${nth}`, change(`${nth}`), { id });
    const reply = await talk.say('Add 6', change('6'), { id });
    expect(reply.reply).toContain('5 wishes wait');
    expect((await talk.record(id)).waiting).toHaveLength(5);
  });

  test('a fault and another app are put forward by themselves, one after the other', async () => {
    const built = await building();
    const id = built.conversation_id;
    const fault = { feature: 'Adds', words: 'Two and two are five.' };
    await talk.say('Two and two are wrong', { intent: 'fault', fault }, { id });
    await talk.say('Add a history', change('History'), { id });
    await talk.say('Also notes', { ...proposal, intent: 'new-app', title: 'Notes' }, { id });
    await ship(ports, built, checks);
    const first = await talk.read(id);
    expect(first.plan).toMatchObject({ fault: 'c3', checks: [{ id: 'c3', words: fault.words }] });
    expect(first.waiting).toHaveLength(2);
    const second = await talk.confirm({ ...built, plan: first.plan });
    await ship(ports, second, checks);
    expect((await talk.read(id)).plan).toMatchObject({ features: ['Adds', 'History'] });
  });

  test('a wish that would change nothing by then is asked for again; what fits no feature is asked about', async () => {
    const built = await building();
    const id = built.conversation_id;
    await talk.say('Add adding', change('Adds'), { id });
    await ship(ports, built, checks);
    expect((await talk.read(id)).turns.at(-1)?.text).toContain('say it again');
    const next = await talk.confirm(await talk.say('Add a history', change('History'), { id }));
    await talk.say('Drop it', { intent: 'change', remove_features: ['Chart'] }, { id });
    await talk.say('Drop it, add tags', { ...change('Tags'), remove_features: ['Charts'] }, { id });
    await ship(ports, next, checks);
    const { turns, plan } = await talk.read(id);
    const told = turns.map(({ text }) => text).join('\n');
    expect(told).toContain('no “Chart” in Calculator');
    expect(told).toContain('no “Charts” in Calculator');
    expect(plan?.changes?.added).toEqual(['Tags']);
  });

  test('no yes builds a plan that awaits', async () => {
    const built = await withApp();
    const id = built.conversation_id;
    const awaiting = await talk.say('Add a history', change('History'), { id });
    const mission = await requireMission(ports)(caller, built.mission_id ?? '', options);
    await extendMission(ports)({ caller, mission, voiceMemo: 'More', idempotencyKey: undefined }, options);
    const yes = await talk.say('Yes', { intent: 'confirm' }, { id });
    expect(yes).toMatchObject({
      state: 'NEEDS_CONFIRMATION',
      reply: expect.stringContaining('Say yes again'),
    });
    await expect(talk.confirm(awaiting)).rejects.toMatchObject({ code: 'mission_running' });
  });

  test('a read beside a message leaves it to the message to bring the conversation up to now', async () => {
    const built = await building();
    const id = built.conversation_id;
    await talk.say('Add a history', change('History'), { id });
    const stale = await requireConversation(ports)(caller, id, never);
    await ship(ports, built, checks);
    await talk.read(id);
    const { model } = fakeModel([]);
    const view = await readConversation({ ...ports, model })(stale, never);
    expect(view).toMatchObject({ waiting: ['Add a history'], state: 'NEEDS_INPUT' });
    const put = () => Promise.reject(new TypeError('The store is gone.'));
    const broken = { ...ports, model, records: { ...ports.records, put } };
    await expect(readConversation(broken)(stale, never)).rejects.toThrow('The store is gone.');
  });
});
