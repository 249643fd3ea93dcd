import { describe, expect, it } from 'vitest';
import { habitTracker } from '../../demo-model/kits/habit-tracker/kit.ts';
import { failuresOf } from './support/composed-app.ts';
import { testKit } from './support/kit-guarantees.ts';

testKit(habitTracker, { title: 'Daily', request: 'A habit tracker' });

describe('Habit tracker: the slip of its first draft', () => {
  const input = { features: new Set(['streaks']), title: 'Daily', request: 'A habit tracker with streaks' };
  const right = habitTracker.compose(input);
  const slipped = habitTracker.slip?.apply(right) ?? [];

  it('changes the streak module and nothing else', () => {
    const changed = slipped.filter((file, at) => file.content !== right[at]?.content);
    expect(changed.map((file) => file.path)).toEqual(['src/streaks.js']);
    expect(habitTracker.slip?.whenFeature).toBe('streaks');
  });

  it('is caught by the app’s own tests of streaks', async () => {
    const failed = await failuresOf(slipped);
    expect(failed).toContain('keeps the streak while today is not ticked yet, and loses it a day later');
    expect(failed).toContain('goes on over the end of a month, a leap day and a year');
    expect(failed).not.toContain('Days');
  });

  it('is mended by composing the same features from the files that failed', async () => {
    const mended = habitTracker.compose({ ...input, source: slipped });
    expect(mended).toEqual(right);
  });

  it('refuses to slip where there is no streak module', () => {
    const without = habitTracker.compose({ ...input, features: new Set() });
    expect(() => habitTracker.slip?.apply(without)).toThrow('src/streaks.js');
  });
});
