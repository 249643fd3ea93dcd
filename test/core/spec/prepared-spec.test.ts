import { beforeEach, describe, expect, test } from 'vitest';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { ModelTurn } from '../../../core/ports/model.ts';
import { preparedAnswer, prepareSpec } from '../../../core/spec/prepared-spec.ts';
import { sayLacking } from '../../../core/spec/say-lacking.ts';
import { specify } from '../../../core/spec/specify.ts';
import type { Plan } from '../../../core/wire/chat.ts';
import type { PlanId } from '../../../core/wire/ids.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import { newMissionId, play } from '../mission/play.ts';
import { request, userId } from '../mission/samples.ts';
import { answered, fakeModel, refused } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const options = { signal: never };
const planId = `pln_${'0'.repeat(26)}` as PlanId;
const none = { data: false, secrets: [], origins: [] };
const talked = {
  plan_id: planId,
  checks: [{ id: 'c1', feature: 'Adds', words: 'One and two are three.' }],
  needs: none,
  left_out: [{ what: 'E-mail', why: 'Apps send none.' }],
};
const plan: Plan = {
  ...talked,
  title: 'Adder',
  stack: 'static',
  features: ['Adds'],
  estimate: { usd: 0, seconds: 1 },
};
const spec = {
  title: 'Other',
  stack: 'python',
  features: ['Other'],
  left_out: [],
  checks: [
    { id: 'c1', feature: 'Other', words: 'Other.', core: true, steps: ['see 3'] },
    { id: 'c2', feature: 'Adds', words: 'Nobody talked of this.', steps: ['see 4'] },
  ],
};
const gives = (value: unknown): ModelTurn =>
  answered(`<g-NONCE spec>\n${JSON.stringify(value)}\n</g-NONCE>\n`);

let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

async function prepare(turns: readonly ModelTurn[]) {
  const { model, calls } = fakeModel(turns);
  await prepareSpec({ ...ports, model })({ owner: userId, plan, request: 'Add numbers' }, never);
  return calls;
}
async function run(
  turns: readonly ModelTurn[],
  over: Partial<MissionRequest> = {},
  abilities: string[] = [],
) {
  const { model, calls } = fakeModel(turns);
  const { title, stack, features } = plan;
  const wanted = request({ plan: { title, stack, features }, talked_of: talked, ...over });
  const { missionId } = await play([], { deps: ports, wanted, missionId: newMissionId() });
  const deps = { ...ports, texts: { ...ports.texts, abilities }, model };
  const { next } = await specify(deps)({ mission_id: missionId }, options);
  return { next, calls, mission: await readMission(ports)(missionId, options) };
}

describe('a spec that was prepared while a person looked at the plan', () => {
  test('is what a yes starts with: nobody is asked again, and the talk is never contradicted', async () => {
    const asked = await prepare([gives(spec)]);
    expect(JSON.stringify(asked[0]?.messages)).toContain('One and two are three.');
    const { next, calls, mission } = await run([]);
    expect([next, calls]).toEqual(['draft', []]);
    expect(mission.spec).toMatchObject({
      title: 'Adder',
      stack: 'static',
      features: ['Adds'],
      left_out: talked.left_out,
      checks: [{ id: 'c1', feature: 'Adds', words: 'One and two are three.', core: true }],
      cost: { usd: 0, input_tokens: 0 },
    });
  });

  test('that was refused, or that nobody can read by now, is asked for by the mission', async () => {
    await prepare([refused('No.')]);
    expect((await run([gives(spec)])).calls).toHaveLength(1);
    const key = { partition: `specs#${userId}`, sort: planId };
    await ports.records.put(key, { answer: '{"old":1}' }, { condition: { kind: 'any' } }, never);
    expect(await preparedAnswer(ports)(userId, planId, never)).toBeUndefined();
    const { calls } = await run([gives(spec)]);
    expect(JSON.stringify(calls[0]?.messages)).toContain('Apps send none.');
  });

  test('that found that it cannot be built ends the mission in its words', async () => {
    await prepare([gives({ cannot: { why: 'Apps send no mail.', nearest: '' } })]);
    const { mission } = await run([]);
    expect(mission.givenUp).toMatchObject({ endsAs: 'BLOCKED', failure: { message: 'Apps send no mail.' } });
  });

  test('is nobody else’s', async () => {
    await prepare([gives(spec)]);
    expect(await preparedAnswer(ports)(`usr_${'1'.repeat(26)}` as never, planId, never)).toBeUndefined();
  });
});

describe('what an installation does not have', () => {
  const origins = [{ origin: 'https://api.example.com', by: 'page' as const, why: 'x' }];
  const secrets = [{ name: 'KEY', why: 'x' }];

  test('is said before anything is written', async () => {
    const { next, mission } = await run([gives({ ...spec, needs: { ...none, data: true } })]);
    expect(next).toBe('settle');
    expect(mission.givenUp?.failure).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('needs a database'),
    });
    const has = await run([gives({ ...spec, needs: { ...none, data: true } })], {}, ['data']);
    expect(has.mission.spec).toMatchObject({ needs: { data: true }, stack: 'node' });
  });

  test.each([
    [none, [], undefined],
    [{ ...none, data: true }, ['data'], undefined],
    [{ ...none, data: true }, ['origins'], 'database'],
    [{ ...none, secrets }, ['secrets'], undefined],
    [{ ...none, secrets }, ['data'], 'secrets'],
    [{ ...none, origins }, ['origins'], undefined],
    [{ ...none, origins }, ['secrets'], 'internet'],
  ])('of %j with %j: %s', (needs, abilities, word) => {
    const said = sayLacking(abilities, needs);
    if (word === undefined) expect(said).toBeUndefined();
    else expect(said?.why).toContain(word);
  });
});

describe('a plan that changes an app', () => {
  const extended = {
    app: { app_id: 'app_1', slug: 'adder' },
    page: 'button "Add up"',
    checks: [
      {
        id: 'c7',
        feature: 'Adds',
        words: 'Kept so far.',
        core: true,
        steps: [{ do: 'see', what: '1' } as const],
      },
    ],
  };
  const dropped = { id: 'c7', feature: 'Adds', words: 'Kept so far.' };

  test('has its spec prepared with what the app is held to, and what goes', async () => {
    const { model, calls } = fakeModel([gives(spec)]);
    const changes = { added: [], changed: [], removed: [], checks_dropped: [dropped] };
    const shown = { owner: userId, plan: { ...plan, changes }, request: 'Subtract', extended };
    await prepareSpec({ ...ports, model })(shown, never);
    const told = JSON.stringify(calls[0]?.messages);
    expect(told).toContain('Kept so far.');
    expect(told).toContain('Add up');
    expect(told).toContain('dropped');
  });

  test('for a fault that no steps can try ends before anything is written, and says what to say', async () => {
    const { next, mission } = await run([gives(spec)], { fault: 'c9' });
    expect(next).toBe('settle');
    expect(mission.givenUp).toMatchObject({
      endsAs: 'BLOCKED',
      failure: { kind: 'unsupported', step: 'specify', message: expect.stringContaining('Say what you do') },
    });
  });
});
