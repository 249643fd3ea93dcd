import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../core/wire/check.ts';
import type { SpecView } from '../../web/api/endpoints.ts';
import {
  type CheckStanding,
  needsSomebody,
  sayCheckIsWrong,
  standingsOf,
  verdictOf,
} from '../../web/mission/check-standing.ts';
import { failedChecks, hasFailedChecks } from '../../web/mission/failed-checks.ts';
import { outcomeWords } from '../../web/mission/outcome-words.ts';
import { noWish, wishFor } from '../../web/mission/wish.ts';

const shot = 'a'.repeat(64);

const view = (outcomes: readonly CheckResult[]): SpecView => ({
  spec_sha256: 'b'.repeat(64),
  spec: {
    title: 'Habits',
    stack: 'static',
    features: ['Habits'],
    needs: { data: false, secrets: [], origins: [] },
    left_out: [],
    checks: ['c1', 'c2', 'c3', 'c4', 'c5'].map((id) => ({
      id,
      feature: 'Habits',
      words: `Words of ${id}`,
      core: id === 'c3',
      steps: [{ do: 'see', what: 'x' }],
    })),
  },
  outcomes: [...outcomes],
});

const idsOf = (standings: readonly CheckStanding[]): string =>
  standings.map(({ id, outcome }) => `${id} ${outcome}`).join(', ');

describe('how the agreed checks stand', () => {
  it('has what failed first, with its picture, then what was not reached, then the rest in order', () => {
    const standings = standingsOf(
      view([
        { id: 'c1', outcome: 'held' },
        { id: 'c2', outcome: 'not-reached' },
        { id: 'c3', outcome: 'failed', step: 1, reason: 'wrong', shot_sha256: shot },
        { id: 'c4', outcome: 'waived' },
        { id: 'c5', outcome: 'failed', step: 0, reason: 'not-found' },
      ]),
      true,
    );
    expect(idsOf(standings)).toBe('c3 failed, c5 failed, c2 not-reached, c1 held, c4 waived');
    expect(standings.map(({ shotSha256 }) => shotSha256)).toEqual([
      shot,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(standings.filter(needsSomebody).length).toBe(3);
    expect(verdictOf(standings)).toEqual({ words: '1 of 4 work, 1 done without', tone: 'warn' });
  });

  it('says nothing of what was not tried yet, but what was done without is known before', () => {
    const standings = standingsOf(view([{ id: 'c2', outcome: 'waived' }]), false);
    expect(idsOf(standings)).toBe('c3 untried, c1 untried, c4 untried, c5 untried, c2 waived');
    expect(verdictOf(standings)).toEqual({ words: '5 checks', tone: 'plain' });
    expect(standings.some(needsSomebody)).toBe(false);
    expect(outcomeWords('untried')).toBe('');
  });

  it('never takes what no browser tried, or what nobody told of, for what works', () => {
    const standings = standingsOf(view([{ id: 'c1', outcome: 'not-run' }]), true);
    expect(verdictOf(standings)).toEqual({ words: 'Not tried in a browser', tone: 'warn' });
    expect(standings.every(({ outcome }) => outcomeWords(outcome) === 'Not tried in a browser.')).toBe(true);
  });

  it.each([
    [['held', 'held'], '2 of 2 work', 'good'],
    [['held'], '1 of 1 works', 'good'],
    [['held', 'waived'], '1 of 1 works, 1 done without', 'good'],
    [['held', 'failed'], '1 of 2 work', 'warn'],
    [['held', 'not-run'], '1 of 2 work', 'warn'],
    [['waived'], '0 of 0 work, 1 done without', 'good'],
    [['untried'], '1 check', 'plain'],
  ] as const)('of %j are “%s”', (outcomes, words, tone) => {
    expect(verdictOf(outcomes.map((outcome) => ({ outcome })))).toEqual({ words, tone });
  });

  it('are told of without the words that only we use', () => {
    const outcomes = ['held', 'failed', 'not-reached', 'not-run', 'waived', 'untried'] as const;
    const said = [...outcomes.map(outcomeWords), sayCheckIsWrong('A task stays.')].join(' ');
    expect(said).not.toMatch(/waive|accept|origin/i);
  });
});

describe('a check that is said to be wrong', () => {
  it('begins a wish in the words of the check, behind what was written there before', () => {
    const words = sayCheckIsWrong('A task stays.');
    expect(words).toBe('The check “A task stays” is wrong. It is right when ');
    expect(wishFor(noWish, words)).toEqual({ isOpen: true, words, opened: 1 });
    const begun = { ...noWish, words: 'Add a chart. ' };
    expect(wishFor(begun, words)).toEqual({ isOpen: true, words: `Add a chart.\n${words}`, opened: 1 });
  });
});

describe('what a report tells of checks', () => {
  const agreed = {
    event: 'spec-agreed',
    data: { checks: [{ id: 'c1', words: 'A task stays' }] },
  } as never;
  const report = (data: object) => ({ event: 'report-received', data: { ...data } });
  const results = [
    { id: 'c1', outcome: 'failed', shot_sha256: shot },
    { id: 'c9', outcome: 'failed' },
    { id: 'c2', outcome: 'held' },
  ];

  it('are those that failed, in the words that were agreed', () => {
    const told = report({ checks: { browser: 'Chromium', results } });
    expect(failedChecks(told, [agreed])).toEqual([{ id: 'c1', words: 'A task stays', shotSha256: shot }]);
    expect(hasFailedChecks(told.data)).toBe(true);
  });

  it.each([
    [report({})],
    [report({ checks: null })],
    [report({ checks: { results: 'many' } })],
    [report({ checks: { results: [null, 3, { id: 4, outcome: 'failed' }] } })],
    [{ event: 'draft-stored', data: { checks: { results } } }],
  ])('are none in %j', (event) => {
    expect(failedChecks(event, [agreed])).toEqual([]);
    expect(failedChecks(event, [])).toEqual([]);
  });
});
