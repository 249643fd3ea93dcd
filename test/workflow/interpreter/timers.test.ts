import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSystemTimers, sleepUntil } from '../../../local/state-machine/timers.ts';

const clock = { nowMs: () => Date.now() };
const dayMs = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('system timers', () => {
  it('sleep longer than setTimeout can', () => {
    const fired = vi.fn();
    createSystemTimers(clock).at(Date.now() + 60 * dayMs, fired);
    vi.advanceTimersByTime(60 * dayMs - 1);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(fired).toHaveBeenCalledOnce();
  });

  it('fire for a moment that has passed, and not once they are called off', () => {
    const [fired, called] = [vi.fn(), vi.fn()];
    const timers = createSystemTimers(clock);
    timers.at(Date.now() - 5, fired);
    timers.at(Date.now() + 5, called)();
    vi.runAllTimers();
    expect(fired).toHaveBeenCalledOnce();
    expect(called).not.toHaveBeenCalled();
  });

  it('leave nothing behind when a sleep is interrupted', async () => {
    const controller = new AbortController();
    const sleep = sleepUntil(createSystemTimers(clock), Date.now() + dayMs, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    expect(vi.getTimerCount()).toBe(0);
    await expect(sleepUntil(createSystemTimers(clock), 0, controller.signal)).rejects.toThrow('enough');
  });
});
