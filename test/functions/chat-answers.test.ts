import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser } from '../../core/access/users.ts';
import { preparedAnswer } from '../../core/spec/prepared-spec.ts';
import { chatReplySchema } from '../../core/wire/http.ts';
import type { UserId } from '../../core/wire/ids.ts';
import { userIdSchema } from '../../core/wire/ids.ts';
import { never } from '../core/ports/never.ts';
import { callRoute, errorOf } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
let token = '';
let ana: UserId;
const message = 'Build a calculator with dark mode';

beforeAll(async () => {
  opened = await openWorld();
  const person = { username: 'ana', password: 'a password' };
  ana = userIdSchema.parse((await addUser(opened.world)({ ...person, role: 'member' }, never)).id);
  token = JSON.parse((await callRoute('signIn', { body: person })).text).token;
});
afterAll(() => opened.close());

describe('chat', () => {
  const say = (body: unknown, headers = {}) => callRoute('chat', { token, body, headers });

  test('proposes, and builds what is confirmed, once', async () => {
    const { text } = await say({ message });
    const proposed = chatReplySchema.parse(JSON.parse(text));
    expect(proposed.state).toBe('NEEDS_CONFIRMATION');
    const confirm = { confirm: { plan_id: proposed.plan?.plan_id } };
    const first = chatReplySchema.parse(JSON.parse((await say(confirm)).text));
    const again = chatReplySchema.parse(JSON.parse((await say(confirm)).text));
    expect([first.state, again.mission_id]).toEqual(['BUILDING', first.mission_id]);
    const params = { conversation_id: proposed.conversation_id };
    const conversation = JSON.parse((await callRoute('conversation', { token, params })).text);
    expect(conversation).toMatchObject({ state: 'BUILDING', mission_id: first.mission_id });
  });

  test('streams its text and then the result', async () => {
    const { status, headers, text } = await say({ message }, { Accept: 'text/event-stream' });
    expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const last = text.trim().split('\n\n').at(-1) ?? '';
    expect(last).toMatch(/^event: result\ndata: /);
    const reply = chatReplySchema.parse(JSON.parse(last.slice('event: result\ndata: '.length)));
    expect(reply.state).toBe('NEEDS_CONFIRMATION');
  });

  test('has the spec of a plan that it streamed written by the time that the stream ends, and of nothing else', async () => {
    const prepared = async (headers: object, said: string) => {
      const { text } = await say({ message: said }, headers);
      const json = /\{"conversation_id".*\}/.exec(text)?.[0] ?? '{}';
      const { plan } = chatReplySchema.parse(JSON.parse(json));
      return preparedAnswer(opened.world)(ana, plan?.plan_id ?? '', never);
    };
    const stream = { accept: 'text/event-stream' };
    expect(await prepared(stream, message)).toMatchObject({ title: expect.any(String) });
    expect(await prepared({}, message)).toBeUndefined();
    expect(await prepared(stream, 'How are you?')).toBeUndefined();
  });

  test('answers an error before its first text with its own status, also when a stream was asked for', async () => {
    const body = { message: 'x', conversation_id: `cnv_${'0'.repeat(26)}` };
    for (const headers of [{}, { accept: 'text/event-stream' }]) {
      const answer = await say(body, headers);
      expect([answer.status, errorOf(answer).code]).toEqual([404, 'conversation_not_found']);
    }
  });
});

describe('chat whose model takes all the time that there is', () => {
  let heardOff = 0;
  beforeAll(() => {
    const { model } = opened.world;
    const { converse } = model;
    const waitForEnd: typeof converse = (_call, { signal }) =>
      new Promise((_answer, fail) =>
        signal.addEventListener('abort', () => {
          heardOff += 1;
          fail(signal.reason);
        }),
      );
    Object.assign(model, { converse: waitForEnd });
    return () => void Object.assign(model, { converse });
  });
  const say = (remainingMs: number, headers = {}) =>
    callRoute('chat', { token, body: { message }, remainingMs, headers });

  test('calls it off 5 s before its own end, and is 503 where that is within a second', async () => {
    const answer = await say(5_100);
    expect([answer.status, errorOf(answer).code, heardOff]).toEqual([503, 'answer_late', 1]);
  });

  test('stays open with spaces after that, and says the error in the body', async () => {
    const answer = await say(6_200);
    expect([answer.status, answer.text]).toEqual([200, expect.stringMatching(/^ +\{/)]);
    expect(errorOf(answer)).toMatchObject({ code: 'answer_late' });
  });

  test('stays open with comments where it streams, and ends with the error', async () => {
    const { status, text } = await say(6_200, { accept: 'text/event-stream' });
    const [first, last] = text.trim().split('\n\n');
    expect([status, first]).toEqual([200, ': working']);
    expect(last).toMatch(/^event: error\ndata: \{"error":\{"code":"answer_late"/);
  });

  test('knows before the first byte that there is no such conversation', async () => {
    const body = { message: 'x', conversation_id: `cnv_${'0'.repeat(26)}` };
    expect((await callRoute('chat', { token, body })).status).toBe(404);
  });
});
