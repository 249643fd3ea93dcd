import { describe, expect, test } from 'vitest';
import type { Failing } from '../../../core/draft/begin-anew.ts';
import { isToBeginAnew } from '../../../core/draft/begin-anew.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { failure, tree } from '../mission/samples.ts';
import { makeReport } from '../pod/make-report.ts';

const checks = ['c1', 'c2', 'c3', 'c4'].map((id, index) => ({ id, core: index === 0 }));
type Shown = AcceptReport['checks'][number];
const held = (id: string): Shown => ({ id, outcome: 'held' });
const wrong = (id: string, aria = '- a\n- b\n- c\n- d\n- e'): Shown => ({
  id,
  outcome: 'failed',
  step: 0,
  reason: 'wrong',
  aria,
});
const reportOf = (...shown: readonly Shown[]) =>
  makeReport({ accept: { browser: 'Chromium 156', checks: [...shown], shots: [] } });
const failing = (over: Partial<Failing> = {}, strategy: 'mend' | 'rethink' = 'mend'): Failing => ({
  attempt: 1,
  reason: { source: 'pod', failure: failure(), fingerprint: tree(4), strategy, findings: [] },
  report: reportOf(wrong('c1'), wrong('c2'), held('c3'), held('c4')),
  checks,
  waived: [],
  ...over,
});

describe('an app is written anew', () => {
  test.each<[string, boolean, Failing]>([
    ['where half of its checks came out wrong at first', true, failing()],
    ['and mended where fewer did', false, failing({ report: reportOf(wrong('c1'), held('c2'), held('c3')) })],
    ['and mended where it was one of two', false, failing({ report: reportOf(wrong('c1'), held('c2')) })],
    [
      'and mended where nothing was found by these names',
      false,
      failing({
        report: reportOf(
          { ...wrong('c1'), reason: 'not-found' },
          { ...wrong('c2'), reason: 'not-found' },
          held('c3'),
        ),
      }),
    ],
    ['and mended where half were wrong after a heal', false, failing({ attempt: 2 })],
    ['not counting what the owner does without', false, failing({ waived: ['c2'] })],
    [
      'where the same failure stands after two heals',
      true,
      failing({ attempt: 3, report: undefined }, 'rethink'),
    ],
    ['and mended where it stands after one', false, failing({ attempt: 2 }, 'rethink')],
    [
      'where the page stays blank after a heal',
      true,
      failing({ attempt: 2, report: reportOf(wrong('c1', '- main\n')) }, 'rethink'),
    ],
    [
      'and mended where a page shows something',
      false,
      failing({ attempt: 2, report: reportOf(wrong('c1', '- main'), wrong('c2')) }, 'rethink'),
    ],
    ['and mended where no page was seen', false, failing({ attempt: 2, report: makeReport() }, 'rethink')],
    [
      'and mended where the gate sent it back',
      false,
      failing({
        attempt: 3,
        reason: {
          source: 'gate',
          failure: failure(),
          fingerprint: tree(4),
          strategy: 'rethink',
          findings: [],
        },
      }),
    ],
  ])('%s: %s', (_, isAnew, given) => {
    expect(isToBeginAnew(given)).toBe(isAnew);
  });
});
