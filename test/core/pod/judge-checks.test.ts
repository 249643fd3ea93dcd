import { describe, expect, test } from 'vitest';
import { failedChecks, failureOfChecks } from '../../../core/pod/failed-checks.ts';
import type { Judged } from '../../../core/pod/judge.ts';
import { judge } from '../../../core/pod/judge.ts';
import type { Check } from '../../../core/wire/check.ts';
import { healReasonSchema } from '../../../core/wire/event.ts';
import type { AcceptReport, PodReport } from '../../../core/wire/pod.ts';
import { digest, makeReport, treeSha256 } from './make-report.ts';

const check = (id: string, words: string, over: Partial<Check> = {}): Check => ({
  id,
  feature: 'Messages',
  words,
  core: false,
  steps: [
    { do: 'click', what: ['Add', 'Save'] },
    { do: 'see', what: 'Hello' },
  ],
  ...over,
});
const core = check('c1', 'A message that is left is seen.', { core: true });
const shared = check('c2', 'A message that one visitor leaves is seen by another.', {
  steps: [
    { do: 'visitor', what: 'second' },
    { do: 'see', what: 'Hello' },
  ],
});
const dark = check('c3', 'The page can be dark!');
const checks = [core, shared, dark];

type Result = AcceptReport['checks'][number];
const held = (id: string): Result => ({ id, outcome: 'held' });
const failed = (id: string, over: Partial<Result> = {}): Result => ({
  id,
  outcome: 'failed',
  step: 1,
  reason: 'wrong',
  ...over,
});
const tried = (results: readonly Result[], browser: string | null = 'Chromium 141'): PodReport =>
  makeReport({ accept: { browser, checks: [...results], shots: [] } });
const decide = (report: PodReport, over: Partial<Judged> = {}) =>
  judge(digest)({
    report,
    attempt: report.attempt,
    treeSha256,
    earlierHeals: [],
    maxHeals: { pod: 3, gate: 2 },
    checks,
    waived: [],
    ...over,
  });
const named = (...ids: string[]) => ({ source: 'pod' as const, fingerprint: 'e'.repeat(64), checks: ids });

describe('an app that passed its tests', () => {
  test('ships where every check holds', () => {
    expect(decide(tried([held('c1'), held('c2'), held('c3')]))).toMatchObject({ verdict: 'ship' });
  });

  test.each<[string, PodReport]>([
    ['nobody tried it', makeReport()],
    ['no browser was there, whatever is said of the checks', tried([failed('c1'), held('c2')], null)],
  ])('ships where %s', (_, report) => {
    expect(decide(report)).toMatchObject({ verdict: 'ship' });
  });

  test.each<[string, Result]>([
    ['what the app is for', failed('c1')],
    ['data that is shared', failed('c2', { step: 1, reason: 'not-found' })],
  ])('is healed as code where %s fails, in the words of its check', (_, result) => {
    const others = checks.filter(({ id }) => id !== result.id).map(({ id }) => held(id));
    const words = checks.find(({ id }) => id === result.id)?.words;
    const judgement = decide(tried([result, ...others]));
    expect(judgement).toMatchObject({
      verdict: 'heal',
      reason: {
        source: 'pod',
        strategy: 'mend',
        checks: [result.id],
        failure: { kind: 'code', step: 'accept', message: `What does not work: ${words}` },
      },
    });
    expect(judgement.verdict === 'heal' && healReasonSchema.parse(judgement.reason)).toBeTruthy();
  });

  test.each<[string, readonly Result[]]>([
    ['was not reached', [held('c1'), { id: 'c2', outcome: 'not-reached' }, held('c3')]],
    ['is not spoken of', [held('c1'), held('c3')]],
    ['was not run beside others that were', [held('c1'), { id: 'c2', outcome: 'not-run' }, held('c3')]],
    ['is called waived by the pod', [held('c1'), { id: 'c2', outcome: 'waived' }, held('c3')]],
  ])('is healed where a check that gates %s', (_, results) => {
    expect(decide(tried(results))).toMatchObject({
      verdict: 'heal',
      reason: {
        checks: ['c2'],
        failure: {
          message: expect.stringMatching(
            /^The app took too long, so this could not be tried: A message that one/,
          ),
          excerpt: expect.stringContaining('Not reached'),
        },
      },
    });
  });

  test('is given up after three heals that did not help, and says what does not work', () => {
    const earlierHeals = ['1', '2', '3'].map((digit) => ({ ...named('c1'), fingerprint: digit.repeat(64) }));
    expect(decide(tried([failed('c1'), held('c2'), held('c3')]), { earlierHeals })).toMatchObject({
      verdict: 'give-up',
      endsAs: 'FAILED',
      failure: {
        kind: 'code',
        step: 'accept',
        message: 'What does not work: A message that is left is seen. It was mended 3 times without success.',
      },
    });
  });

  test('knows the same failure by check, step and reason, and by nothing of the page', () => {
    const reasonOf = (result: Result): string => {
      const judgement = decide(tried([result, held('c2'), held('c3')]));
      return judgement.verdict === 'heal' ? judgement.reason.fingerprint : 'none';
    };
    const first = reasonOf(failed('c1', { aria: '- text: 12:00', said: ['Error: a'] }));
    expect(reasonOf(failed('c1', { aria: '- text: 12:01', said: [] }))).toBe(first);
    expect(reasonOf(failed('c1', { step: 0 }))).not.toBe(first);
    expect(reasonOf(failed('c1', { reason: 'not-found' }))).not.toBe(first);
    expect(reasonOf({ id: 'c1', outcome: 'failed' })).not.toBe(first);
  });
});

describe('a check that does not gate', () => {
  const report = tried([held('c1'), held('c2'), failed('c3')]);

  test('is healed once', () => {
    expect(decide(report)).toMatchObject({ verdict: 'heal', reason: { checks: ['c3'], informs: true } });
  });

  test('is not what alone is healed where another one gates', () => {
    const judgement = decide(tried([held('c1'), failed('c2'), failed('c3')]));
    expect(judgement.verdict === 'heal' && judgement.reason).not.toHaveProperty('informs');
  });

  test('informs from then on, also where another check was the cause of its heal', () => {
    expect(decide(report, { earlierHeals: [named('c1', 'c3')] })).toMatchObject({ verdict: 'ship' });
  });

  test('informs where no heal is left', () => {
    const earlierHeals = ['1', '2', '3'].map((digit) => ({ ...named(), fingerprint: digit.repeat(64) }));
    expect(decide(report, { earlierHeals })).toMatchObject({ verdict: 'ship' });
  });

  test('that was not reached fails nothing', () => {
    const results = tried([held('c1'), held('c2'), { id: 'c3', outcome: 'not-reached' }]);
    expect(decide(results)).toMatchObject({ verdict: 'ship' });
  });

  test('is told of with one that gates, after it', () => {
    const judgement = decide(tried([held('c1'), failed('c2'), failed('c3', { step: 0 })]));
    expect(judgement).toMatchObject({
      reason: {
        checks: ['c2', 'c3'],
        failure: {
          message:
            'What does not work: A message that one visitor leaves is seen by another; The page can be dark.',
        },
      },
    });
  });
});

describe('what the owner does without', () => {
  test('fails nothing, and the next check says what the app is for', () => {
    const report = tried([failed('c1'), held('c2'), held('c3')]);
    expect(decide(report, { waived: ['c1'] })).toMatchObject({ verdict: 'ship' });
    const onlyDark = tried([failed('c1'), failed('c2'), failed('c3')]);
    expect(decide(onlyDark, { waived: ['c1', 'c2'], earlierHeals: [named('c3')] })).toMatchObject({
      verdict: 'heal',
      reason: { checks: ['c3'] },
    });
  });
});

describe('the excerpt of failed checks', () => {
  const shown = (results: readonly Result[], of = checks) =>
    failureOfChecks(failedChecks(tried(results), { checks: of, waived: [] })).excerpt;

  test('says the step in words, why it failed, what the console said and what the page showed', () => {
    const result = failed('c1', {
      step: 0,
      reason: 'not-found',
      said: ['TypeError: x'],
      aria: '- button "Go"',
    });
    expect(shown([result, held('c2'), held('c3')])).toBe(
      [
        'c1: A message that is left is seen. (what the app is for)',
        'Step 1 of 2, `click Add | Save` failed (not-found): Nothing on the page matches it.',
        'Errors and failed requests:',
        '  TypeError: x',
        'The page then:',
        '- button "Go"',
      ].join('\n'),
    );
  });

  test('says why in the words of whoever tried it, where there are some', () => {
    const why = 'No button is called Add.';
    expect(shown([failed('c1', { why }), held('c2'), held('c3')])).toContain(`failed (wrong): ${why}`);
    expect(shown([{ id: 'c1', outcome: 'failed', why }, held('c2'), held('c3')])).toContain(`failed: ${why}`);
  });

  test('says less where less is known', () => {
    expect(shown([{ id: 'c1', outcome: 'failed' }, held('c2'), held('c3')])).toBe(
      'c1: A message that is left is seen. (what the app is for)\nA step failed',
    );
  });

  test('names three and counts the rest, within 4 KiB whatever the page holds', () => {
    const many = [core, ...[2, 3, 4, 5].map((n) => check(`c${n}`, `Thing ${n} works.`))];
    const results = many.map(({ id }) => failed(id, { aria: 'é'.repeat(3_000) }));
    const failure = failureOfChecks(failedChecks(tried(results), { checks: many, waived: [] }));
    expect(failure.message).toBe(
      'What does not work: A message that is left is seen; Thing 2 works; Thing 3 works; and 2 more.',
    );
    expect(Buffer.byteLength(failure.excerpt)).toBeLessThanOrEqual(4_096);
    expect(failure.excerpt).toContain('c3: Thing 3 works.');
  });
});
