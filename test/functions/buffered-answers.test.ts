import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../../core/mission/append-facts.ts';
import type { Mission } from '../../core/mission/mission.ts';
import { bufferBody } from '../../functions/_onion/buffer-body.ts';
import type { Reply } from '../../functions/_onion/endpoint.ts';
import { log, play } from '../core/mission/play.ts';
import { commands, userId } from '../core/mission/samples.ts';
import { makePorts } from '../core/ports/make-ports.ts';
import { never } from '../core/ports/never.ts';

const clock = { nowMs: () => Date.now() };
const requestId = 'req-1';

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** The functions with a configuration of this test's own: they read it once. */
const functionsWhere = async (streaming: 'true' | 'false', slots?: number) => {
  vi.stubEnv('RESPONSE_STREAMING', streaming);
  if (slots !== undefined) vi.stubEnv('GANTRY_WAITING_SLOTS', String(slots));
  const { waitReply } = await import('../../functions/missions/wait-reply.ts');
  const { records, ids } = makePorts();
  const wait = waitReply({ ...log, clock, records, ids });
  const reply = (mission: Mission, seconds: number, signal = never) =>
    wait(mission, { seconds, requestId }, { signal });
  return { reply };
};

const bodyOf = (answer: Reply): Promise<string> =>
  text('body' in answer ? (answer.body as Readable) : Readable.from([]));

const cancel = ({ missionId }: Mission) =>
  runCommand(log)({ missionId, command: commands().cancel, actor: userId }, { signal: never });

describe('waiting where the API streams', () => {
  test('answers 200 before the end is known, and the mission in the body', async () => {
    const { reply } = await functionsWhere('true');
    const mission = await play([]);
    const answer = await reply(mission, 300);
    expect(answer).toMatchObject({ status: 200, contentType: 'application/json' });
    const body = bodyOf(answer);
    await cancel(mission);
    await vi.advanceTimersByTimeAsync(300);
    expect(JSON.parse(await body)).toMatchObject({ mission_id: mission.missionId, status: 'CANCELLED' });
  });
});

describe('waiting where slots are few', () => {
  test('is 202 at once for whoever finds none, and for others once one has left', async () => {
    const { reply } = await functionsWhere('true', 1);
    const [mission, other] = [await play([]), await play([])];
    const first = await reply(mission, 300);
    expect(first).toMatchObject({ status: 200 });
    expect(await reply(other, 300)).toMatchObject({
      status: 202,
      json: { mission_id: other.missionId },
      headers: { location: `/gantry/status/${other.missionId}` },
    });
    await cancel(mission);
    const body = bodyOf(first);
    await vi.advanceTimersByTimeAsync(300);
    await body;
    expect(await reply(other, 300)).toMatchObject({ status: 200, missionId: other.missionId });
  });

  test('leaves the slot of a caller that hangs up', async () => {
    const { reply } = await functionsWhere('true', 1);
    const mission = await play([]);
    const first = await reply(mission, 300);
    if ('body' in first) (first.body as Readable).destroy();
    await vi.advanceTimersByTimeAsync(0);
    expect(await reply(mission, 300)).toMatchObject({ status: 200, contentType: 'application/json' });
  });

  test('takes none for a mission that has ended', async () => {
    const { reply } = await functionsWhere('true', 0);
    expect(await reply(await play([commands().cancel]), 300)).toMatchObject({ status: 200 });
  });
});

describe('waiting that fails', () => {
  test('says in the body where to ask, since whoever made the mission has no id yet', async () => {
    vi.stubEnv('RESPONSE_STREAMING', 'true');
    const { waitReply } = await import('../../functions/missions/wait-reply.ts');
    const eventLog = { ...log.eventLog, read: () => Promise.reject(new Error('the store is down')) };
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const wait = waitReply({ ...makePorts(), eventLog, clock });
    const mission = await play([]);
    const answer = await wait(mission, { seconds: 300, requestId }, { signal: never });
    expect(JSON.parse(await bodyOf(answer))).toEqual({
      error: {
        code: 'wait_failed',
        message: `Waiting failed. Ask GET /gantry/status/${mission.missionId}.`,
      },
      request_id: requestId,
    });
  });
});

describe('waiting where the API buffers', () => {
  test('is 200 with a mission that has ended', async () => {
    const { reply } = await functionsWhere('false');
    const mission = await play([commands().cancel]);
    expect(await reply(mission, 300)).toMatchObject({
      status: 200,
      json: { mission_id: mission.missionId, status: 'CANCELLED' },
    });
  });

  test('is 202 with a mission that still runs after 25 s, however long was asked for', async () => {
    const { reply } = await functionsWhere('false');
    const answer = reply(await play([]), 300);
    await vi.advanceTimersByTimeAsync(24_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toMatchObject({ status: 202, json: { status: 'QUEUED' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is 202 as soon as a shorter wait is over', async () => {
    const { reply } = await functionsWhere('false');
    const answer = reply(await play([]), 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await answer).toMatchObject({ status: 202 });
  });

  test('ends with the signal of its function', async () => {
    const { reply } = await functionsWhere('false');
    const ending = new AbortController();
    const answer = reply(await play([]), 25, ending.signal);
    const refused = expect(answer).rejects.toThrow('over');
    await vi.advanceTimersByTimeAsync(300);
    ending.abort(new Error('over'));
    await refused;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an answer that takes long, where the API buffers', () => {
  const late = async <T>(end: () => T): Promise<T> => {
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    return end();
  };
  const fails = (): never => {
    throw new Error('too late');
  };

  test('is plain JSON, or an error with its own status', async () => {
    vi.stubEnv('RESPONSE_STREAMING', 'false');
    const { longJson } = await import('../../functions/_onion/long-json.ts');
    const answer = longJson({ result: () => late(() => ({ a: 1 })), requestId, mayBeQuick: true });
    const failed = expect(
      longJson({ result: () => late(fails), requestId, mayBeQuick: true }),
    ).rejects.toThrow('too late');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await answer).toEqual({ json: { a: 1 } });
    await failed;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('fails with its own status although it has spoken', async () => {
    vi.stubEnv('RESPONSE_STREAMING', 'false');
    const { eventStream } = await import('../../functions/_onion/event-stream.ts');
    const speak = (say: (text: string) => void) => {
      say('Hello');
      return late(fails);
    };
    const failed = expect(eventStream(speak, requestId)).rejects.toThrow('too late');
    await vi.advanceTimersByTimeAsync(20_000);
    await failed;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a body', () => {
  const streamed = () => ({ status: 200, contentType: 'text/plain', body: Readable.from(['a ', 'stream']) });

  test('goes on as a stream where function and API stream', async () => {
    const reply = streamed();
    expect(await bufferBody(reply, true)).toEqual(reply);
  });

  test('of bytes goes as they are where function and API stream, and as base64 where it does not', async () => {
    const png = { body: new Uint8Array([0x89, 0x50, 0xff, 0]), contentType: 'image/png' };
    const sent = await bufferBody(png, true);
    expect(await buffer('body' in sent ? (sent.body as Readable) : Readable.from([]))).toEqual(
      Buffer.from(png.body),
    );
    expect(await bufferBody(png, false)).toEqual({
      body: 'iVD/AA==',
      contentType: 'image/png',
      isBase64Encoded: true,
    });
  });

  test('is read to its end where either buffers', async () => {
    expect(await bufferBody(streamed(), false)).toEqual({
      status: 200,
      contentType: 'text/plain',
      body: 'a stream',
    });
  });

  test('that breaks off is an error where either buffers, and not half an answer', async () => {
    const body = Readable.from(
      (function* () {
        yield 'half';
        throw new Error('broken off');
      })(),
    );
    await expect(bufferBody({ body, contentType: 'text/plain' }, false)).rejects.toThrow('broken off');
  });

  test.each([
    { status: 204 as const },
    { json: { done: true } },
    { body: 'a text', contentType: 'text/plain' },
  ])('that is none to read stays as it is: %j', async (reply) => {
    expect(await bufferBody(reply, false)).toEqual(reply);
  });
});
