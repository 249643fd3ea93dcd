import { beforeAll, describe, expect, it } from 'vitest';
import type { Consultation } from '../../../core/wire/chat.ts';
import { type ChatReply, chatReplySchema, missionListSchema } from '../../../core/wire/http.ts';
import { answers, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { consultation } from '../rig/consultation.ts';
import { draftWith } from '../rig/drafts.ts';
import { readEvidence } from '../rig/evidence.ts';
import { shipped, whenEnded } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
const prompts: string[] = [];
let client: Client;

beforeAll(async () => {
  client = await signIn(product.current);
  authors.on('an adder', (asked) => {
    prompts.push(asked.prompt);
    return answers(asked, asked.asks === 'consult' ? heard(asked.prompt) : draftWith());
  });
});

/** What the model makes of a conversation that began with an adder. */
function heard(prompt: string): Consultation {
  const more = { stack: null, add_features: [] };
  if (prompt.includes('No, not yet')) return consultation({ ...more, intent: 'other' });
  if (prompt.includes('And a history'))
    return consultation({ ...more, intent: 'revise', add_features: ['A history'] });
  return consultation({ title: 'Adder' });
}

const say = (message: string, conversation_id?: string): Promise<ChatReply> =>
  client.send(chatReplySchema, 200, '/gantry/chat', { message, ...(conversation_id && { conversation_id }) });
const confirm = (plan_id: string): Promise<ChatReply> =>
  client.send(chatReplySchema, 200, '/gantry/chat', { confirm: { plan_id } });
const planOf = ({ plan, reply }: ChatReply) => {
  if (plan === undefined) throw new Error(`no plan: ${reply}`);
  return plan;
};
const missionsMade = async (): Promise<string[]> =>
  (await client.read(missionListSchema, '/gantry/missions')).missions.map(({ mission_id }) => mission_id);

describe('a plan that is agreed on in chat', () => {
  let first: ChatReply;
  let agreed: ReturnType<typeof planOf>;

  it('is proposed with features, stack and estimate, and builds nothing', async () => {
    first = await say('Build me an adder');
    expect(first).toMatchObject({
      state: 'NEEDS_CONFIRMATION',
      plan: { title: 'Adder', stack: 'static', features: ['Adds two numbers'] },
    });
    expect(planOf(first).estimate.usd).toBeGreaterThan(0);
    expect(await missionsMade()).toEqual([]);
  });

  it('keeps what was agreed when it is revised, under a new id, and the old id is refused', async () => {
    agreed = planOf(await say('And a history', first.conversation_id));
    expect(agreed.features).toEqual(['Adds two numbers', 'A history']);
    const body = { confirm: { plan_id: planOf(first).plan_id } };
    expect(await client.refused(409, 'POST', '/gantry/chat', { body })).toMatchObject({
      code: 'plan_replaced',
      details: { plan_id: agreed.plan_id },
    });
  });

  it('is not built by a no', async () => {
    const other = await say('Build me an adder');
    expect((await say('No, not yet', other.conversation_id)).state).toBe('NEEDS_CONFIRMATION');
    expect(await missionsMade()).toEqual([]);
  });

  it('is built whole and once, however often it is confirmed', async () => {
    const { mission_id: missionId = '', state } = await confirm(agreed.plan_id);
    expect(state).toBe('BUILDING');
    expect((await confirm(agreed.plan_id)).mission_id).toBe(missionId);
    const mission = shipped(await whenEnded(client, { mission_id: missionId }));
    const { title, stack, features } = agreed;
    expect((await readEvidence(client, mission.mission_id)).request.plan).toEqual({ title, stack, features });
    expect(prompts.at(-1)).toContain('A history');
    expect(await missionsMade()).toEqual([missionId]);
  });
});
