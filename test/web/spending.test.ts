import { describe, expect, it } from 'vitest';
import { spendingOf } from '../../web/account/spending-of.ts';
import { viewOf } from './mission-frames.ts';

const nowMs = new Date(2026, 2, 10, 9).getTime();
const costing = (usd: number, daysAgo: number, model?: string) =>
  viewOf('DEPLOYED', {
    created_at: new Date(2026, 2, 10 - daysAgo, 12).toISOString(),
    cost: { usd, input_tokens: 1, output_tokens: 1 },
    ...(model && { model }),
  });

describe('spendingOf', () => {
  const spent = spendingOf(
    [
      costing(0.5, 0, 'Claude'),
      costing(0.25, 0, 'GPT'),
      costing(0.25, 2, 'Claude'),
      costing(9, 40, 'Claude'),
    ],
    nowMs,
  );

  it('adds up by day for two weeks, where the reader is, days without cost included', () => {
    expect(spent.days).toHaveLength(14);
    expect(spent.days.slice(-3)).toEqual([
      { day: '2026-03-08', usd: 0.25 },
      { day: '2026-03-09', usd: 0 },
      { day: '2026-03-10', usd: 0.75 },
    ]);
    expect(spent.days[0]?.day).toBe('2026-02-25');
  });

  it('adds up by model over everything at hand, and says what that is', () => {
    expect(spent.models).toEqual([
      { model: 'Claude', usd: 9.75, missions: 3 },
      { model: 'GPT', usd: 0.25, missions: 1 },
    ]);
    expect(spent).toMatchObject({ totalUsd: 10, missions: 4 });
    expect(spent.since?.slice(0, 10)).toBe(new Date(2026, 2, -30, 12).toISOString().slice(0, 10));
  });

  it('puts what no model is known for by itself, and is empty of nothing', () => {
    expect(spendingOf([costing(1, 0)], nowMs).models).toEqual([
      { model: 'Before a model wrote', usd: 1, missions: 1 },
    ]);
    expect(spendingOf([], nowMs)).toMatchObject({ totalUsd: 0, since: undefined, models: [] });
  });
});
