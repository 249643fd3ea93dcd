import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../../core/mission/append-facts.ts';
import type { Mission } from '../../core/mission/mission.ts';
import { log, play } from '../core/mission/play.ts';
import { commands, userId } from '../core/mission/samples.ts';
import { never } from '../core/ports/never.ts';

const clock = { nowMs: () => Date.now() };

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** The functions with a configuration of this test's own: they read it once. */
const functionsWhere = async (streaming: 'true' | 'false') => {
  vi.stubEnv('RESPONSE_STREAMING', streaming);
  const { bufferBody } = await import('../../functions/_onion/buffer-body.ts');
  const { waitReply } = await import('../../functions/missions/wait-reply.ts');
  return { bufferBody, reply: waitReply({ ...log, clock }) };
};

const cancel = ({ missionId }: Mission) =>
  runCommand(log)({ missionId, command: commands().cancel, actor: userId }, { signal: never });

describe('waiting where the API streams', () => {
  test('answers 200 before the end is known, and the mission in the body', async () => {
    const { reply } = await functionsWhere('true');
    const mission = await play([]);
    const answer = await reply(mission, 300, { signal: never });
    expect(answer).toMatchObject({ status: 200, contentType: 'application/json' });
    const body = text('body' in answer ? (answer.body as Readable) : Readable.from([]));
    await cancel(mission);
    await vi.advanceTimersByTimeAsync(300);
    expect(JSON.parse(await body)).toMatchObject({ mission_id: mission.missionId, status: 'CANCELLED' });
  });
});

describe('waiting where the API buffers', () => {
  test('is 200 with a mission that has ended', async () => {
    const { reply } = await functionsWhere('false');
    const mission = await play([commands().cancel]);
    expect(await reply(mission, 300, { signal: never })).toMatchObject({
      status: 200,
      json: { mission_id: mission.missionId, status: 'CANCELLED' },
    });
  });

  test('is 202 with a mission that still runs after 25 s, however long was asked for', async () => {
    const { reply } = await functionsWhere('false');
    const answer = reply(await play([]), 300, { signal: never });
    await vi.advanceTimersByTimeAsync(24_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toMatchObject({ status: 202, json: { status: 'QUEUED' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is 202 as soon as a shorter wait is over', async () => {
    const { reply } = await functionsWhere('false');
    const answer = reply(await play([]), 1, { signal: never });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await answer).toMatchObject({ status: 202 });
  });

  test('ends with the signal of its function', async () => {
    const { reply } = await functionsWhere('false');
    const ending = new AbortController();
    const answer = reply(await play([]), 25, { signal: ending.signal });
    const refused = expect(answer).rejects.toThrow('over');
    await vi.advanceTimersByTimeAsync(300);
    ending.abort(new Error('over'));
    await refused;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a body', () => {
  const streamed = () => ({ status: 200, contentType: 'text/plain', body: Readable.from(['a ', 'stream']) });

  test('goes on as a stream where the API streams', async () => {
    const { bufferBody } = await functionsWhere('true');
    const reply = streamed();
    expect(await bufferBody(reply)).toBe(reply);
  });

  test('is read to its end where the API buffers', async () => {
    const { bufferBody } = await functionsWhere('false');
    expect(await bufferBody(streamed())).toEqual({
      status: 200,
      contentType: 'text/plain',
      body: 'a stream',
    });
  });

  test('that breaks off is an error where the API buffers, and not half an answer', async () => {
    const { bufferBody } = await functionsWhere('false');
    const body = Readable.from(
      (function* () {
        yield 'half';
        throw new Error('broken off');
      })(),
    );
    await expect(bufferBody({ body, contentType: 'text/plain' })).rejects.toThrow('broken off');
  });

  test.each([
    { status: 204 as const },
    { json: { done: true } },
    { body: 'a text', contentType: 'text/plain' },
  ])('that is none to read stays as it is: %j', async (reply) => {
    const { bufferBody } = await functionsWhere('false');
    expect(await bufferBody(reply)).toBe(reply);
  });
});
