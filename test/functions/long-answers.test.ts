import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Conflict } from '../../core/errors.ts';
import type { Reply } from '../../functions/_onion/endpoint.ts';
import { eventStream } from '../../functions/_onion/event-stream.ts';
import { longJson } from '../../functions/_onion/long-json.ts';

const requestId = 'req-1';
const busy = new Conflict('conversation_busy', 'Send it again.');
const busyBody = { error: { code: 'conversation_busy', message: 'Send it again.' }, request_id: requestId };

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }),
);
afterEach(() => void vi.useRealTimers());

/** A work that ends when the test says so. */
function work<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const seen: { gone?: AbortSignal } = {};
  const result = (gone: AbortSignal): Promise<T> => {
    seen.gone = gone;
    return promise;
  };
  return { result, resolve, reject, seen };
}

const bodyOf = (reply: Reply): Readable => {
  if (!('body' in reply) || typeof reply.body === 'string' || reply.body instanceof Uint8Array)
    throw new Error('no stream');
  return reply.body;
};
const written = (body: Readable): string => String(body.read() ?? '');

describe('JSON that takes long', () => {
  test('is an ordinary answer where it is known within a second', async () => {
    const { result, resolve } = work();
    const reply = longJson({ result, requestId, mayBeQuick: true });
    await vi.advanceTimersByTimeAsync(900);
    resolve({ a: 1 });
    expect(await reply).toEqual({ json: { a: 1 } });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('fails with its own status where it fails within a second', async () => {
    const { result, reject } = work();
    const reply = longJson({ result, requestId, mayBeQuick: true });
    reject(busy);
    await expect(reply).rejects.toBe(busy);
  });

  test('sends a space after a second and one every 10 s, and then the result', async () => {
    const { result, resolve } = work();
    const pending = longJson({ result, requestId, mayBeQuick: true });
    await vi.advanceTimersByTimeAsync(1_000);
    const reply = await pending;
    expect(reply).toMatchObject({ status: 200, contentType: 'application/json' });
    const body = bodyOf(reply);
    expect(written(body)).toBe(' ');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(written(body)).toBe('  ');
    resolve({ a: 1 });
    expect(JSON.parse(await text(body))).toEqual({ a: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('sends its first byte at once where nothing can be quick', async () => {
    const reply = await longJson({ result: work().result, requestId, mayBeQuick: false });
    expect(written(bodyOf(reply))).toBe(' ');
  });

  test('says a late error in the body, in the contract’s form', async () => {
    const { result, reject } = work();
    const body = bodyOf(await longJson({ result, requestId, mayBeQuick: false }));
    reject(busy);
    expect(JSON.parse(await text(body))).toEqual(busyBody);
  });

  test('is called off when the client goes, which is no error', async () => {
    const { result, reject, seen } = work();
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const body = bodyOf(await longJson({ result, requestId, mayBeQuick: false }));
    body.destroy();
    await turn();
    expect(seen.gone?.aborted).toBe(true);
    reject(new Error('aborted'));
    await turn();
    expect(logged).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

/** Speaks and ends when the test says so. */
function speech() {
  const { result, resolve, reject, seen } = work();
  const mouth: { say: (text: string) => void } = { say: () => {} };
  const speak = (say: (text: string) => void, gone: AbortSignal): Promise<unknown> => {
    mouth.say = say;
    return result(gone);
  };
  return { speak, say: (words: string) => mouth.say(words), resolve, reject, seen };
}

describe('an event stream', () => {
  test('begins with the first words, and ends with the result', async () => {
    const { speak, say, resolve } = speech();
    const pending = eventStream(speak, requestId);
    say('Hello');
    const body = await pending;
    expect(written(body)).toContain('event: delta\ndata: {"text":"Hello"}\n\n');
    resolve({ a: 1 });
    expect(await text(body)).toBe('event: result\ndata: {"a":1}\n\n');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('begins with a comment after a silent second, and has one every 10 s', async () => {
    const pending = eventStream(speech().speak, requestId);
    await vi.advanceTimersByTimeAsync(1_000);
    const body = await pending;
    expect(written(body)).toBe(': working\n\n');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(written(body)).toBe(': working\n\n: working\n\n');
  });

  test('is no stream where it fails before a word and within a second', async () => {
    const { speak, reject } = speech();
    const pending = eventStream(speak, requestId);
    reject(busy);
    await expect(pending).rejects.toBe(busy);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('tells of a later failure as an event', async () => {
    const { speak, say, reject } = speech();
    const pending = eventStream(speak, requestId);
    say('Hello');
    const body = await pending;
    written(body);
    reject(busy);
    expect(await text(body)).toBe(`event: error\ndata: ${JSON.stringify(busyBody)}\n\n`);
  });

  test('is called off when the client goes', async () => {
    const { speak, say, seen } = speech();
    const pending = eventStream(speak, requestId);
    say('Hello');
    (await pending).destroy();
    await turn();
    expect(seen.gone?.aborted).toBe(true);
  });
});
