import { beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import { afterBuild, confirmPlan } from '../../../core/chat/confirm-plan.ts';
import { maxTurns, requireConversation, saveConversation } from '../../../core/chat/conversations.ts';
import { converse } from '../../../core/chat/converse.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { ModelTurn } from '../../../core/ports/model.ts';
import type { Consultation } from '../../../core/wire/chat.ts';
import type { ChatReply } from '../../../core/wire/http.ts';
import { chatReplySchema, maxSpokenLength } from '../../../core/wire/http.ts';
import type { ConversationId, MissionId, PlanId } from '../../../core/wire/ids.ts';
import { otherUserId, userId } from '../mission/samples.ts';
import { answered, cutOff, fakeModel, refused } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { answerOf, meaning } from './talk.ts';

const options = { signal: never };
const caller: Caller = { id: userId, username: 'ada', role: 'member', sessionId: 'ses_1' };
const other: Caller = { ...caller, id: otherUserId, username: 'bob' };
let deps: TestPorts;
beforeEach(() => {
  deps = makePorts();
});

const consultation = (over: Partial<Consultation>): ModelTurn => answerOf(meaning(over));
const proposal = consultation({
  intent: 'propose',
  reply: 'A plan.',
  title: 'To do',
  add_features: ['Add tasks', 'Dark mode'],
});

type Talk = {
  readonly message: string;
  readonly turn: ModelTurn;
  readonly conversationId?: string;
  readonly who?: Caller;
};
async function say({ message, turn, conversationId, who = caller }: Talk): Promise<ChatReply> {
  // An answer of no use is asked for again, and this one stays as it is.
  const { model } = fakeModel([turn, turn, turn]);
  const input = {
    caller: who,
    message,
    conversationId: conversationId as ConversationId,
    onDelta: undefined,
  };
  return chatReplySchema.parse(await converse({ ...deps, model })(input, options));
}
const withModel = () => ({ ...deps, model: fakeModel([]).model });
const propose = () => say({ message: 'Build a to-do list', turn: proposal });
const requestOf = async (reply: ChatReply) =>
  (await readMission(deps)(reply.mission_id as MissionId, options)).request;
const confirm = (
  reply: ChatReply,
  planId = reply.plan?.plan_id ?? '',
  who = caller,
  strikes: readonly string[] = [],
) =>
  confirmPlan(withModel())({ caller: who, planId, strikes, conversationId: reply.conversation_id }, options);

describe('a conversation', () => {
  test('proposes a plan that awaits a word', async () => {
    const reply = await propose();
    expect(reply).toMatchObject({
      state: 'NEEDS_CONFIRMATION',
      reply: 'A plan.',
      plan: { title: 'To do', features: ['Add tasks', 'Dark mode'], estimate: { usd: 0 } },
    });
    const { value } = await requireConversation(deps)(caller, reply.conversation_id, never);
    expect(value.turns).toMatchObject([
      { role: 'person', text: 'Build a to-do list' },
      { role: 'gantry', text: 'A plan.' },
    ]);
  });

  test('a revision is a new plan with everything that was agreed', async () => {
    const first = await propose();
    const turn = consultation({ intent: 'revise', add_features: ['Search'] });
    const second = await say({ message: 'And search', turn, conversationId: first.conversation_id });
    expect(second.plan?.features).toEqual(['Add tasks', 'Dark mode', 'Search']);
    expect(second.plan?.plan_id).not.toBe(first.plan?.plan_id);
  });

  test('a plan says how it will be tried, what it needs and what is left out; all of it awaits the yes and goes along', async () => {
    const checks = [{ id: 'c1', feature: 'Add tasks', words: 'A task stays.' }];
    const needs = { data: true, secrets: [], origins: [] };
    const left_out = [{ what: 'E-mail', why: 'Apps send none.' }];
    const turn = consultation({
      intent: 'propose',
      title: 'To do',
      add_features: ['Add tasks'],
      ...{ checks, needs, left_out },
    });
    const first = await say({ message: 'Build a to-do list', turn });
    expect(first.plan).toMatchObject({ checks, needs, left_out });
    const { model, calls } = fakeModel([consultation({ intent: 'confirm' })]);
    const input = { caller, message: 'Yes', conversationId: first.conversation_id, onDelta: undefined };
    const built = await converse({ ...deps, model })(input, options);
    expect(JSON.stringify(calls[0]?.messages)).toContain('A task stays.');
    expect((await requestOf(built)).talked_of).toEqual({
      plan_id: first.plan?.plan_id,
      ...{ checks, needs, left_out },
    });
  });

  test('a yes with an addition builds the plan and the addition', async () => {
    const first = await propose();
    const turn = consultation({ intent: 'confirm', reply: 'On it.', add_features: ['Drag and drop'] });
    const built = await say({
      message: 'Yes, add drag and drop too',
      turn,
      conversationId: first.conversation_id,
    });
    expect(built.state).toBe('BUILDING');
    expect(await requestOf(built)).toMatchObject({
      plan: { features: ['Add tasks', 'Dark mode', 'Drag and drop'] },
      voice_memo: 'Build a to-do list\nYes, add drag and drop too',
    });
  });

  test('a plain yes builds the very plan that was shown, which a click then confirms as well', async () => {
    const first = await propose();
    const yes = await say({
      message: 'Yes',
      turn: consultation({ intent: 'confirm' }),
      conversationId: first.conversation_id,
    });
    expect(await requestOf(yes)).toMatchObject({
      voice_memo: 'Build a to-do list',
      plan: { title: 'To do' },
    });
    expect((await confirm(first)).mission_id).toBe(yes.mission_id);
  });

  test.each(['No, do not build it', 'What would it cost?', 'Hm, not yet. Go figure, yes?'])(
    '%j builds nothing',
    async (message) => {
      const first = await propose();
      const reply = await say({ message, turn: consultation({}), conversationId: first.conversation_id });
      expect(reply).toMatchObject({ state: 'NEEDS_CONFIRMATION', plan: first.plan });
      expect(reply.mission_id).toBeUndefined();
    },
  );

  test('a confirm without a plan builds nothing', async () => {
    const reply = await say({ message: 'Yes', turn: consultation({ intent: 'confirm' }) });
    expect(reply).toMatchObject({ state: 'NEEDS_INPUT' });
    expect(reply.mission_id).toBeUndefined();
  });

  test('talk after the build builds nothing again', async () => {
    const first = await propose();
    await confirm(first);
    const reply = await say({
      message: 'Thanks',
      turn: consultation({}),
      conversationId: first.conversation_id,
    });
    expect(reply).toMatchObject({ state: 'BUILDING' });
    expect(reply.mission_id).toBeUndefined();
  });

  test('what the model will not build is told in its own words', async () => {
    const reply = await say({ message: 'A bank', turn: refused('I can build six apps.') });
    expect(reply).toMatchObject({ state: 'NEEDS_INPUT', reply: 'I can build six apps.' });
  });

  test.each([
    ['cut off', cutOff('{"inte')],
    ['of another shape', answered('<g-NONCE decision>{"intent":"maybe"}</g-NONCE>')],
  ])('an answer that is %s changes nothing and may be asked for again', async (_, turn) => {
    const first = await propose();
    const talk = say({ message: 'Yes', turn, conversationId: first.conversation_id });
    await expect(talk).rejects.toMatchObject({ name: 'DependencyFailed', code: 'answer_unreadable' });
    const { value } = await requireConversation(deps)(caller, first.conversation_id, never);
    expect(value.turns).toHaveLength(2);
  });

  test('shows the model the plan and the turns before, as data, and gives on its text', async () => {
    const first = await propose();
    const { model, calls } = fakeModel([consultation({})]);
    const deltas: string[] = [];
    const conversationId = first.conversation_id;
    const onDelta = (text: string): void => void deltas.push(text);
    await converse({ ...deps, model })({ caller, message: 'Why?', conversationId, onDelta }, options);
    const blocks = calls[0]?.messages[0]?.blocks;
    expect(blocks?.flatMap((block) => (block.kind === 'data' ? [block.label] : []))).toEqual([
      'conversation',
      'plan',
      'message',
    ]);
    expect(calls[0]?.role).toBe('quick');
    expect(deltas.join('').trim()).toBe('Well.');
  });

  test('says something where the model refuses without a word', async () => {
    const reply = await say({ message: 'A bank', turn: refused(' ') });
    expect(reply.reply).toMatch(/\w/);
  });

  test('needs a skill with code', async () => {
    const input = { caller, message: 'x', conversationId: undefined, onDelta: undefined };
    const { model } = fakeModel([]);
    const texts = { ...deps.texts, skills: [] };
    await expect(converse({ ...deps, model, texts })(input, options)).rejects.toMatchObject({
      code: 'skill_missing',
    });
  });

  test('belongs to one person', async () => {
    const first = await propose();
    const talk = { message: 'Hi', turn: consultation({}), who: other };
    await expect(say({ ...talk, conversationId: first.conversation_id })).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(requireConversation(deps)(caller, 'junk', never)).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('of two messages at once takes one', async () => {
    const first = await propose();
    const talk = { message: 'And', turn: consultation({}), conversationId: first.conversation_id };
    const said = await Promise.allSettled([say(talk), say(talk)]);
    expect(said.map((turn) => turn.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(said.find((turn) => turn.status === 'rejected')).toMatchObject({
      reason: { code: 'conversation_busy' },
    });
  });

  test('keeps a request within what a mission may be told, and its last turns', async () => {
    let reply = await say({ message: 'a'.repeat(maxSpokenLength), turn: proposal });
    const turn = consultation({ intent: 'confirm', add_features: ['b'] });
    reply = await say({ message: 'b', turn, conversationId: reply.conversation_id });
    expect((await requestOf(reply)).voice_memo).toHaveLength(maxSpokenLength);
    const { value, revision } = await requireConversation(deps)(caller, reply.conversation_id, never);
    const turns = Array.from({ length: maxTurns + 5 }, (_, index) => ({
      role: 'person' as const,
      text: `${index}`,
      at: '2026-01-01T00:00:00.000Z',
    }));
    await saveConversation(deps)({ ...value, turns }, revision, never);
    const kept = (await requireConversation(deps)(caller, reply.conversation_id, never)).value.turns;
    expect(kept).toHaveLength(maxTurns);
    expect(kept[0]?.text).toBe('5');
  });
});

describe('confirming', () => {
  test('builds the whole plan; again is the same mission', async () => {
    const reply = await propose();
    const first = await confirm(reply);
    expect(first).toMatchObject({ state: 'BUILDING', reply: 'Building To do now.' });
    expect(await requestOf(first)).toMatchObject({
      plan: { title: 'To do', stack: 'static', features: ['Add tasks', 'Dark mode'] },
      voice_memo: 'Build a to-do list',
      deploy: true,
      publish: true,
    });
    const second = await confirm(reply);
    expect(second).toMatchObject({
      mission_id: first.mission_id,
      reply: 'This plan is being built already.',
    });
  });

  test('needs only the plan’s id', async () => {
    const reply = await propose();
    const planId = reply.plan?.plan_id ?? '';
    const input = { caller, planId, strikes: [], conversationId: undefined };
    expect((await confirmPlan(withModel())(input, options)).conversation_id).toBe(reply.conversation_id);
  });

  test('twice at once starts one mission', async () => {
    const reply = await propose();
    const both = await Promise.allSettled([confirm(reply), confirm(reply)]);
    const missions = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.mission_id] : []));
    const again = await confirm(reply);
    expect(new Set([...missions, again.mission_id]).size).toBe(1);
  });

  test('an old plan is Conflict and names the latest one', async () => {
    const first = await propose();
    const turn = consultation({ intent: 'revise', add_features: ['Search'] });
    const second = await say({ message: 'And search', turn, conversationId: first.conversation_id });
    await expect(confirm(first)).rejects.toMatchObject({
      name: 'Conflict',
      code: 'plan_replaced',
      details: { plan_id: second.plan?.plan_id },
    });
    await confirm(second);
    await expect(confirm(first)).rejects.toMatchObject({ code: 'plan_replaced', details: { plan_id: null } });
  });

  test('a plan of another conversation, or none at all, is NotFound in this one', async () => {
    const [mine, elsewhere] = [await propose(), await propose()];
    for (const planId of [elsewhere.plan?.plan_id ?? '', deps.ids.make('pln')])
      await expect(confirm(mine, planId)).rejects.toMatchObject({
        name: 'NotFound',
        code: 'plan_not_found',
      });
  });

  test('somebody else’s plan, or an unknown one, is NotFound', async () => {
    const reply = await propose();
    const planId = reply.plan?.plan_id ?? '';
    await expect(confirm(reply, planId, other)).rejects.toMatchObject({ name: 'NotFound' });
    for (const [who, id] of [
      [other, planId],
      [caller, deps.ids.make('pln')],
    ] as const) {
      const input = { caller: who, planId: id, strikes: [], conversationId: undefined };
      await expect(confirmPlan(withModel())(input, options)).rejects.toMatchObject({
        name: 'NotFound',
        code: 'plan_not_found',
      });
    }
  });

  test('strikes checks by their ids; an unknown one, or the last, is refused and builds nothing', async () => {
    const reply = await propose();
    const { value, revision } = await requireConversation(deps)(caller, reply.conversation_id, never);
    const checks = ['c1', 'c2'].map((id) => ({ id, feature: 'Add tasks', words: 'A task shows.' }));
    await saveConversation(deps)(
      { ...value, plan: value.plan && { ...value.plan, checks } },
      revision,
      never,
    );
    for (const [strikes, code] of [
      [['c9'], 'check_unknown'],
      [['c1', 'c2'], 'check_needed'],
    ] as const)
      await expect(confirm(reply, undefined, caller, strikes)).rejects.toMatchObject({
        name: 'InputRejected',
        code,
      });
    const built = await confirm(reply, undefined, caller, ['c1']);
    expect(built).toMatchObject({ state: 'BUILDING' });
    expect((await requestOf(built)).talked_of).toMatchObject({ checks: [{ id: 'c2' }], struck: ['c1'] });
  });

  test('is noted once a plan', async () => {
    const { value } = await requireConversation(deps)(caller, (await propose()).conversation_id, never);
    const [plan, first, second] = [
      deps.ids.make('pln') as PlanId,
      deps.ids.make('msn') as MissionId,
      deps.ids.make('msn') as MissionId,
    ];
    const after = afterBuild(afterBuild(value, plan, first), plan, second);
    expect(after.confirmed).toEqual([{ plan_id: plan, mission_id: second }]);
  });
});
