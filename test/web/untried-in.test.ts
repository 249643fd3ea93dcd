import { describe, expect, test } from 'vitest';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { untriedIn } from '../../web/mission/untried-in.ts';

const agreed = (data: unknown) => ({ event: 'spec-agreed', data }) as unknown as ChainedEvent;

describe('the features that no check tries', () => {
  test('are those of the spec that was agreed last', () => {
    const first = agreed({ features: ['Adds'], checks: [] });
    const last = agreed({ features: ['Adds', 'Exports as CSV'], checks: [{ feature: 'adds' }] });
    expect(untriedIn([first, last])).toEqual(['Exports as CSV']);
  });

  test('are none where nothing was agreed, or an event holds what nobody can read', () => {
    expect(untriedIn([])).toEqual([]);
    expect(untriedIn([agreed({ features: 'x', checks: 'y' })])).toEqual([]);
  });
});
