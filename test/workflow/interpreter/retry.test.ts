import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideRecovery,
  matchesError,
  type Retrier,
  retryDelayMs,
} from '../../../local/state-machine/retry.ts';

function retrier(over: Partial<Retrier> = {}): Retrier {
  return {
    errorEquals: ['States.ALL'],
    intervalSeconds: 1,
    backoffRate: 2,
    maxAttempts: 3,
    maxDelaySeconds: undefined,
    jitter: 'NONE',
    ...over,
  };
}

function decide(error: string, over: Partial<Parameters<typeof decideRecovery>[0]> = {}) {
  return decideRecovery({ error, retriers: [], catchers: [], retryCounts: [], random: () => 0.5, ...over });
}

describe('matching an error', () => {
  it.each([
    [['PodLost'], 'PodLost', true],
    [['PodLost'], 'podlost', false],
    [['A', 'B'], 'B', true],
    [['States.ALL'], 'PodLost', true],
    [['States.ALL'], 'States.Timeout', true],
    [['States.ALL'], 'States.HeartbeatTimeout', true],
    [['States.ALL'], 'States.QueryEvaluationError', true],
    [['States.ALL'], 'States.DataLimitExceeded', false],
    [['States.DataLimitExceeded'], 'States.DataLimitExceeded', true],
    [['States.ALL'], 'States.Runtime', false],
    [['States.Runtime'], 'States.Runtime', false],
    [['States.TaskFailed'], 'PodLost', true],
    [['States.TaskFailed'], 'States.QueryEvaluationError', true],
    [['States.TaskFailed'], 'States.Timeout', false],
    [['States.TaskFailed'], 'States.HeartbeatTimeout', false],
    [['States.TaskFailed'], 'States.DataLimitExceeded', false],
    [['States.Timeout'], 'States.HeartbeatTimeout', true],
    [['States.HeartbeatTimeout'], 'States.Timeout', false],
    [['States.HeartbeatTimeout'], 'States.HeartbeatTimeout', true],
    [['States.Timeout'], 'PodLost', false],
  ])('%j takes %s: %s', (errorEquals, error, taken) => {
    expect(matchesError(errorEquals, error)).toBe(taken);
  });
});

describe('the delay before a retry', () => {
  it.each([
    ['grows by the rate', {}, [1_000, 2_000, 4_000, 8_000]],
    ['stays with rate 1', { backoffRate: 1, intervalSeconds: 3 }, [3_000, 3_000, 3_000, 3_000]],
    ['takes a fraction as rate', { backoffRate: 1.5, intervalSeconds: 2 }, [2_000, 3_000, 4_500, 6_750]],
    ['stops at the maximum', { maxDelaySeconds: 3 }, [1_000, 2_000, 3_000, 3_000]],
    ['is drawn from 0 to full', { jitter: 'FULL' as const, maxDelaySeconds: 3 }, [500, 1_000, 1_500, 1_500]],
  ])('%s', (_, over, delays) => {
    expect([0, 1, 2, 3].map((used) => retryDelayMs(retrier(over), used, () => 0.5))).toEqual(delays);
  });

  it('with jitter is never beyond the delay without', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (used, draw) => {
          const over = { maxDelaySeconds: 90 };
          const jittered = retryDelayMs(retrier({ ...over, jitter: 'FULL' }), used, () => draw);
          return jittered >= 0 && jittered <= retryDelayMs(retrier(over), used, () => draw);
        },
      ),
    );
  });
});

describe('what follows an error', () => {
  const retriers = [
    retrier({ errorEquals: ['ErrorA', 'ErrorB'], maxAttempts: 2 }),
    retrier({ errorEquals: ['ErrorC'], intervalSeconds: 5 }),
  ];
  const catchers = [{ errorEquals: ['ErrorC'] }, { errorEquals: ['States.ALL'] }];

  it('counts the retries of each retrier by itself', () => {
    const after = [
      ['ErrorA', []],
      ['ErrorB', [1, 0]],
      ['ErrorC', [2, 0]],
      ['ErrorB', [2, 1]],
    ] as const;
    expect(after.map(([error, retryCounts]) => decide(error, { retriers, catchers, retryCounts }))).toEqual([
      { kind: 'retry', delayMs: 1_000, retryCounts: [1, 0] },
      { kind: 'retry', delayMs: 2_000, retryCounts: [2, 0] },
      { kind: 'retry', delayMs: 5_000, retryCounts: [2, 1] },
      { kind: 'catch', catcherIndex: 1 },
    ]);
  });

  it('is the first matching retrier alone, even when a later one has attempts left', () => {
    const both = [retrier({ errorEquals: ['ErrorA'], maxAttempts: 0 }), retrier()];
    expect(decide('ErrorA', { retriers: both })).toEqual({ kind: 'fail' });
  });

  it('is the first catcher that matches', () => {
    expect(decide('ErrorC', { catchers })).toEqual({ kind: 'catch', catcherIndex: 0 });
  });

  it('is failure where nothing matches', () => {
    expect(decide('States.Runtime', { retriers: [retrier()], catchers })).toEqual({ kind: 'fail' });
    expect(decide('ErrorX', { retriers })).toEqual({ kind: 'fail' });
  });
});
