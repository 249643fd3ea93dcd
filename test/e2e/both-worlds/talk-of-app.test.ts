import { beforeAll, describe, expect, it } from 'vitest';
import type { Consultation } from '../../../core/wire/chat.ts';
import {
  appViewSchema,
  type ChatReply,
  chatReplySchema,
  conversationListSchema,
  conversationSchema,
  pullSchema,
} from '../../../core/wire/http.ts';
import { type Asked, answers, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { consultation } from '../rig/consultation.ts';
import { addModule, draftWith } from '../rig/drafts.ts';
import { countOf, eventsOf, shipped, whenEnded } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
let client: Client;
let written = 0;

beforeAll(async () => {
  client = await signIn(product.current);
  authors.on('adder', (asked) => answers(asked, asked.asks === 'consult' ? heard(asked) : draft(asked)));
});

function draft({ prompt }: Asked) {
  written += 1;
  return prompt.includes('a memory')
    ? draftWith({ 'src/add.js': `${addModule}// It remembers nothing yet.\n` })
    : draftWith();
}

/** What the model makes of what was said last. */
function heard({ prompt }: Asked): Consultation {
  const said = prompt.slice(prompt.lastIndexOf('label="message"'));
  const nothing = { stack: null, add_features: [] };
  if (said.includes('And a memory'))
    return consultation({ ...nothing, intent: 'change', add_features: ['A memory'] });
  if (said.includes('It does not add')) {
    const fault = { feature: 'Adds two numbers', words: 'One and two are three.' };
    return consultation({ ...nothing, intent: 'fault', fault });
  }
  if (said.includes('Undo')) return consultation({ ...nothing, intent: 'undo' });
  return consultation({ title: 'Adder' });
}

let id: string;
const say = (message: string): Promise<ChatReply> =>
  client.send(chatReplySchema, 200, '/gantry/chat', { message, ...(id && { conversation_id: id }) });
const confirm = (plan_id = ''): Promise<ChatReply> =>
  client.send(chatReplySchema, 200, '/gantry/chat', { confirm: { plan_id } });
const read = () => client.read(conversationSchema, `/gantry/chat/${id}`);
const merge = (number: number) =>
  client.send(pullSchema, 200, `/gantry/apps/adder/pulls/${number}/merge`, {});
const missions: string[] = [];

describe('a conversation that has an app', () => {
  it('keeps what is said while it builds, and puts it forward when the build has ended', async () => {
    const first = await say('Build me an adder');
    id = first.conversation_id;
    const built = await confirm(first.plan?.plan_id);
    expect(built).toMatchObject({ state: 'BUILDING', plan: first.plan });
    const meanwhile = await say('And a memory');
    expect(meanwhile).toMatchObject({ reply: expect.stringContaining('I keep that') });
    missions.push(shipped(await whenEnded(client, { mission_id: built.mission_id ?? '' })).mission_id);
    expect(await read()).toMatchObject({
      ...{ app: 'adder', title: 'Adder', state: 'NEEDS_CONFIRMATION', missions },
      plan: {
        features: ['Adds two numbers', 'A memory'],
        changes: { added: ['A memory'], changed: [], removed: [] },
      },
    });
    await merge(1);
  });

  it('changes that app on a yes', async () => {
    const { plan } = await read();
    const built = await confirm(plan?.plan_id);
    const mission = shipped(await whenEnded(client, { mission_id: built.mission_id ?? '' }));
    missions.push(mission.mission_id);
    expect(mission.app).toBe('adder');
    await merge(2);
    expect(await client.read(appViewSchema, '/gantry/apps/adder')).toMatchObject({ missions });
  });

  it('tries a fault on the app as it is, and writes nothing where it does not show', async () => {
    const before = written;
    const { plan } = await say('It does not add');
    expect(plan).toMatchObject({ fault: 'c1', changes: { changed: ['Adds two numbers'] } });
    const built = await confirm(plan?.plan_id);
    const mission = await whenEnded(client, { mission_id: built.mission_id ?? '' });
    missions.push(mission.mission_id);
    const isTried = mission.checks?.browser !== null;
    expect(mission).toMatchObject(
      isTried
        ? { status: 'BUILT', speech: expect.stringContaining('and it worked here') }
        : { status: 'BLOCKED', failure: { kind: 'unsupported', step: 'judge' } },
    );
    expect(written).toBe(before);
    const events = await eventsOf(client, mission.mission_id);
    expect([countOf(events, 'draft-stored'), countOf(events, 'heal-requested')]).toEqual([1, 0]);
    expect(countOf(events, 'preview-deployed')).toBe(0);
    const { state, turns } = await read();
    expect(state).toBe('NEEDS_INPUT');
    if (isTried) expect(turns.at(-1)?.text).toContain('What do you do differently');
  });

  it('offers to undo, and does it only as an action', async () => {
    const live = () => client.read(appViewSchema, '/gantry/apps/adder');
    const { action } = await say('Undo the last change');
    expect(action).toEqual({ kind: 'rollback', app: 'adder', mission_id: missions[0] });
    const before = await live();
    const body = { mission_id: action?.mission_id };
    expect(await client.send(appViewSchema, 200, '/gantry/apps/adder/rollback', body)).toEqual(before);
  });

  it('is listed with its app, to its owner alone', async () => {
    const { conversations } = await client.read(conversationListSchema, '/gantry/conversations');
    expect(conversations).toMatchObject([
      {
        conversation_id: id,
        title: 'Adder',
        app: 'adder',
        state: 'NEEDS_INPUT',
        mission_id: missions.at(-1),
      },
    ]);
    expect((await read()).missions).toEqual(missions);
    const found = await client.read(conversationListSchema, '/gantry/conversations?q=adder&limit=1');
    expect(found).toEqual({ conversations, next_cursor: null });
  });
});
