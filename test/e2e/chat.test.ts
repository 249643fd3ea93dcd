import { beforeAll, describe, expect, it } from 'vitest';
import { agreedPlanSchema } from '../../core/wire/chat.ts';
import {
  type ChatReply,
  chatReplySchema,
  conversationSchema,
  missionListSchema,
} from '../../core/wire/http.ts';
import { type Client, signIn } from './rig/client.ts';
import { readEvidence } from './rig/evidence.ts';
import { build, dataOf, eventsOf, shipped, statusPath, whenEnded } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';

const product = useProduct();
let client: Client;

beforeAll(async () => {
  client = await signIn(product.current);
});

const say = (message: string, conversation_id?: string): Promise<ChatReply> =>
  client.send(chatReplySchema, 200, '/gantry/chat', { message, ...(conversation_id && { conversation_id }) });
const confirm = (plan_id: string): Promise<ChatReply> =>
  client.send(chatReplySchema, 200, '/gantry/chat', { confirm: { plan_id } });
const planOf = (reply: ChatReply) => {
  if (reply.plan === undefined) throw new Error(`no plan: ${reply.reply}`);
  return reply.plan;
};
const missionsMade = async (): Promise<number> =>
  (await client.read(missionListSchema, '/gantry/missions?limit=100')).missions.length;

describe('chat before anything is agreed', () => {
  it('proposes a plan with features, stack and estimate, and builds nothing', async () => {
    const reply = await say('Build me a calculator with dark mode');
    expect(reply).toMatchObject({
      state: 'NEEDS_CONFIRMATION',
      plan: { title: 'Calculator', stack: 'static', estimate: { usd: 0 } },
    });
    expect(reply.plan?.features).toContain('Dark mode');
    expect(reply.mission_id).toBeUndefined();
    expect(await missionsMade()).toBe(0);
  });

  it('says what it can build and how to connect a model when asked for anything else', async () => {
    const reply = await say('Build me a flight simulator');
    expect(reply).toMatchObject({ state: 'NEEDS_INPUT' });
    expect(reply.plan).toBeUndefined();
    expect(reply.reply).toMatch(/calculator/i);
    expect(reply.reply).toMatch(/connect a model from .*bedrock.*README/i);
    expect(await missionsMade()).toBe(0);
  });

  it('does not build on a yes while no plan awaits it', async () => {
    expect(await say('Yes, go ahead')).toMatchObject({ state: 'NEEDS_INPUT' });
    expect(await missionsMade()).toBe(0);
  });
});

describe('a plan that awaits a word', () => {
  it.each([
    'No, not yet',
    'No, do not build it',
    'does it have dark mode?',
    'hmm, I am not sure',
    'What about categories?',
  ])('is not built by "%s"', async (doubt) => {
    const plan = planOf(await say('Build me a calculator'));
    const before = await missionsMade();
    const { conversation_id } = await say('Build me a calculator');
    const reply = await say(doubt, conversation_id);
    expect(reply.state).toBe('NEEDS_CONFIRMATION');
    expect(reply.mission_id).toBeUndefined();
    expect(planOf(reply).features).toEqual(expect.arrayContaining(plan.features));
    expect(await missionsMade()).toBe(before);
  });

  it('gets a new id when it is revised, keeps what was agreed, and the old id is refused', async () => {
    const first = await say('Build me a calculator');
    const plan = planOf(first);
    const revised = planOf(await say('add memory keys', first.conversation_id));
    expect(revised.plan_id).not.toBe(plan.plan_id);
    expect(revised.features).toEqual([...plan.features, 'Memory keys']);
    const refused = await client.refused(409, 'POST', '/gantry/chat', {
      body: { confirm: { plan_id: plan.plan_id } },
    });
    expect(refused).toMatchObject({ code: 'plan_replaced', details: { plan_id: revised.plan_id } });
  });

  it('is built whole, and once, however often it is confirmed', async () => {
    const { conversation_id } = await say('Build me a calculator');
    const plan = planOf(await say('add memory keys', conversation_id));
    const [one, two] = await Promise.all([
      confirm(plan.plan_id),
      confirm(plan.plan_id).catch(() => undefined),
    ]);
    const again = await confirm(plan.plan_id);
    expect(one).toMatchObject({ state: 'BUILDING', mission_id: again.mission_id });
    expect([undefined, again.mission_id]).toContain(two?.mission_id);
    const mission = shipped(await whenEnded(client, { mission_id: again.mission_id as string }));
    const { title, stack, features } = plan;
    expect((await readEvidence(client, mission.mission_id)).request.plan).toEqual({ title, stack, features });
    const made = (await client.read(missionListSchema, '/gantry/missions')).missions;
    expect(made.map(({ mission_id }) => mission_id)).toEqual([mission.mission_id]);
  });

  it('is amended and built in one breath: the agreed features and the new one', async () => {
    const first = await say('Build me a task board with due dates');
    const plan = planOf(first);
    const reply = await say('Yes, add drag-and-drop reordering too', first.conversation_id);
    expect(reply).toMatchObject({ state: 'BUILDING' });
    const mission = shipped(await whenEnded(client, { mission_id: reply.mission_id as string }));
    const built = agreedPlanSchema.parse(
      dataOf(await eventsOf(client, mission.mission_id), 'mission-requested').plan,
    );
    expect(built.features).toEqual(expect.arrayContaining(plan.features));
    expect(built.features.join('\n')).toMatch(/drag/i);
    expect(built.features.join('\n')).toMatch(/due date/i);
    const report = await client.call('GET', `/gantry/missions/${mission.mission_id}/report`);
    for (const feature of built.features)
      expect(report.text.toLowerCase(), `a test named after ${feature}`).toContain(feature.toLowerCase());
  });
});

describe('a conversation', () => {
  it('can be read again with its turns and its plan', async () => {
    const first = await say('Build me a calculator');
    await say('add memory keys', first.conversation_id);
    const conversation = await client.read(conversationSchema, `/gantry/chat/${first.conversation_id}`);
    expect(conversation).toMatchObject({ state: 'NEEDS_CONFIRMATION' });
    expect(conversation.turns.map(({ role, text }) => (role === 'person' ? text : role))).toEqual([
      'Build me a calculator',
      'gantry',
      'add memory keys',
      'gantry',
    ]);
    expect(conversation.plan?.features).toContain('Memory keys');
  });

  it('streams what the model says as it says it, and then the same result', async () => {
    const answer = await client.call('POST', '/gantry/chat', {
      body: { message: 'Build me a calculator' },
      headers: { accept: 'text/event-stream' },
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    // Comments keep the connection and say nothing.
    const events = answer.text
      .trim()
      .split('\n\n')
      .filter((text) => !text.startsWith(':'))
      .map(readServerEvent);
    expect(events.slice(0, -1).map(({ event }) => event)).toEqual(events.slice(0, -1).map(() => 'delta'));
    expect(events.length).toBeGreaterThan(1);
    expect(events.at(-1)?.event).toBe('result');
    expect(chatReplySchema.parse(events.at(-1)?.data)).toMatchObject({ state: 'NEEDS_CONFIRMATION' });
  });

  it('answers an error of a stream as an ordinary one', async () => {
    const headers = { accept: 'text/event-stream' };
    await client.refused(400, 'POST', '/gantry/chat', { body: {}, headers });
    await client.refused(404, 'POST', '/gantry/chat', {
      body: { confirm: { plan_id: `pln_${'0'.repeat(26)}` } },
      headers,
    });
  });

  it('survives a restart', async () => {
    const first = await say('Build me a calculator');
    const restarted = await signIn(await product.restart('stop'));
    const reply = await restarted.send(chatReplySchema, 200, '/gantry/chat', {
      conversation_id: first.conversation_id,
      message: 'add memory keys',
    });
    expect(planOf(reply).features).toEqual([...planOf(first).features, 'Memory keys']);
  });
});

describe('the built-in model', () => {
  it('writes a first draft with a bug that its own tests catch, and mends it', async () => {
    const mission = shipped(await build(client, { voice_memo: 'Build a habit tracker with streaks' }));
    expect(mission.attempt).toBe(1);
    const events = await eventsOf(client, mission.mission_id);
    expect(statusPath(events)).toEqual([
      'QUEUED',
      'ARCHITECTING',
      'VALIDATING',
      'BUILDING',
      'HEALING',
      'VALIDATING',
      'BUILDING',
      'DEPLOYING',
      'PUBLISHING',
      'DEPLOYED',
    ]);
    const heal = dataOf(events, 'heal-requested');
    expect(heal).toMatchObject({
      attempt: 1,
      reason: { source: 'pod', failure: { kind: 'code', step: 'test' }, strategy: 'mend' },
    });
  });

  it('ends BLOCKED, kind unsupported, for what it cannot build, and says what it can and how to go on', async () => {
    const mission = await build(client, { voice_memo: 'Build a flight simulator' });
    expect(mission).toMatchObject({
      status: 'BLOCKED',
      app: null,
      failure: { kind: 'unsupported', step: 'specify' },
    });
    for (const text of [mission.message, mission.speech]) {
      expect(text).toMatch(/calculator/i);
      expect(text).toMatch(/connect a model from .*bedrock.*README/i);
      expect(text).not.toMatch(/[A-Z]_[A-Z]/);
    }
  });
});

function readServerEvent(text: string): { readonly event: string | undefined; readonly data: unknown } {
  return {
    event: /^event: (.*)$/m.exec(text)?.[1],
    data: JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? 'null'),
  };
}
