import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MissionEnded } from '../../../core/errors.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import { awaitEnd } from '../../../core/mission/await-end.ts';
import { holdFence } from '../../../core/mission/hold-fence.ts';
import { streamDeltas } from '../../../core/mission/stream-deltas.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { never } from '../ports/never.ts';
import { openInbox } from './open-inbox.ts';
import { log, play } from './play.ts';
import { commands, userId } from './samples.ts';

const cancel = (missionId: MissionId) =>
  runCommand(log)({ missionId, command: commands().cancel, actor: userId }, { signal: never });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('awaiting an end', () => {
  const clock = { nowMs: () => Date.now() };
  const wait = (missionId: MissionId, waitMs: number, signal = never) =>
    awaitEnd({ ...log, clock })(missionId, waitMs, signal);

  test('answers at once for a mission that has ended, and for no time at all', async () => {
    const ended = await play([commands().cancel]);
    expect(await wait(ended.missionId, 60_000)).toEqual(ended);
    const running = await play([]);
    expect(await wait(running.missionId, 0)).toEqual(running);
  });

  test('answers within a quarter of a second of the end', async () => {
    const { missionId } = await play([]);
    const waiting = wait(missionId, 60_000);
    await vi.advanceTimersByTimeAsync(1_000);
    await cancel(missionId);
    await vi.advanceTimersByTimeAsync(250);
    expect((await waiting).status).toBe('CANCELLED');
  });

  test('answers the mission as it stands when time is up', async () => {
    const { missionId } = await play([]);
    const waiting = wait(missionId, 600);
    await vi.advanceTimersByTimeAsync(600);
    expect((await waiting).status).toBe('QUEUED');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('stops for a client that has gone, and leaves no timer', async () => {
    const gone = new AbortController();
    const waiting = wait((await play([])).missionId, 60_000, gone.signal);
    const refused = expect(waiting).rejects.toThrow('gone');
    await vi.advanceTimersByTimeAsync(300);
    gone.abort(new Error('gone'));
    await refused;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the fence', () => {
  /** Work that lasts until it is aborted. */
  const endless = (fenced: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => {
      fenced.addEventListener('abort', () => reject(new Error('interrupted')), { once: true });
    });

  test('aborts work within a second of the mission’s end', async () => {
    const { missionId } = await play([]);
    const held = holdFence(log)(missionId, never, endless);
    const refused = expect(held).rejects.toBeInstanceOf(MissionEnded);
    await cancel(missionId);
    await vi.advanceTimersByTimeAsync(1_000);
    await refused;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('lets work through while the mission is open', async () => {
    const { missionId } = await play([]);
    const held = holdFence(log)(
      missionId,
      never,
      () => new Promise((done) => setTimeout(() => done('done'), 5_000)),
    );
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await held).toBe('done');
  });

  test('passes on what goes wrong in the work itself', async () => {
    const { missionId } = await play([]);
    const held = holdFence(log)(missionId, never, async () => Promise.reject(new Error('broken')));
    await expect(held).rejects.toThrow('broken');
  });

  test('takes a look that fails for no end', async () => {
    const { missionId } = await play([]);
    const eventLog: EventLog = { ...log.eventLog, read: async () => Promise.reject(new Error('no network')) };
    const work = (): Promise<string> => new Promise((done) => setTimeout(() => done('done'), 3_500));
    const held = holdFence({ eventLog })(missionId, never, work);
    await vi.advanceTimersByTimeAsync(3_500);
    expect(await held).toBe('done');
  });

  test('passes on its caller’s own abort', async () => {
    const caller = new AbortController();
    const held = holdFence(log)((await play([])).missionId, caller.signal, endless);
    const refused = expect(held).rejects.toThrow('interrupted');
    caller.abort();
    await refused;
  });
});

describe('streamed text', () => {
  async function stream() {
    const { clock, feed, deps, missionId, frames } = await openInbox();
    const texts = (): unknown[] => frames().map((frame) => (frame as { text: string }).text);
    return { clock, feed, texts, deltas: streamDeltas(deps)(missionId, never) };
  }

  test.each([0, 130, 600])(
    'goes out at most four times in any second, whole and in order (%i ms a post)',
    async (postMs) => {
      const { clock, feed, texts, deltas } = await stream();
      const sentMs: number[] = [];
      feed.hooks.beforePost = async () => {
        const doneMs = clock.nowMs() + postMs;
        while (clock.nowMs() < doneMs) await Promise.resolve();
        sentMs.push(clock.nowMs());
      };
      const pieces = Array.from({ length: 100 }, (_, index) => `${index} `);
      for (const piece of pieces) {
        deltas.push(piece);
        clock.advance(25);
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      }
      const ended = deltas.end();
      for (let turn = 0; turn < 5_000; turn += 1) await Promise.resolve(clock.advance(1));
      await ended;
      expect(texts().join('')).toBe(pieces.join(''));
      const inSecondFrom = (ms: number): number => sentMs.filter((at) => at >= ms && at < ms + 1_000).length;
      expect(Math.max(...sentMs.map(inSecondFrom))).toBeLessThanOrEqual(4);
      expect(sentMs.length).toBeGreaterThan(2);
    },
  );

  test('sends what is left at the end, and nothing when nothing is left', async () => {
    const { texts, deltas } = await stream();
    deltas.push('a');
    await deltas.end();
    await deltas.end();
    expect(texts()).toEqual(['a']);
  });

  test('keeps only the end of more than fits a frame', async () => {
    const { texts, deltas } = await stream();
    deltas.push(`${'x'.repeat(10_000)}end`);
    await deltas.end();
    expect(texts()).toEqual([`${'x'.repeat(3_997)}end`]);
  });

  test('that cannot be sent is no failure of the work', async () => {
    const { feed, deltas } = await stream();
    feed.hooks.beforePost = async () => Promise.reject(new Error('no network'));
    deltas.push('a');
    await expect(deltas.end()).resolves.toBeUndefined();
  });
});
