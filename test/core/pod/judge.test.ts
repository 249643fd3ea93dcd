import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureOfFindings, judge, judgeVerdict } from '../../../core/pod/judge.ts';
import { healReasonSchema } from '../../../core/wire/event.ts';
import { failureSchema } from '../../../core/wire/mission.ts';
import type { PodReport } from '../../../core/wire/pod.ts';
import type { Finding, Verdict } from '../../../core/wire/policy.ts';
import { artifactSha256, digest, makeFailure, makeReport, treeSha256 } from './make-report.ts';

const maxHeals = { pod: 3, gate: 2 };
const heals = (source: 'pod' | 'gate', fingerprints: readonly string[]) =>
  fingerprints.map((fingerprint) => ({ source, fingerprint }));
const others = (count: number): string[] =>
  Array.from({ length: count }, (_none, index) => String(index).repeat(64));
const decide = (
  report: PodReport,
  attempt = report.attempt,
  earlier: readonly string[] = others(Math.min(attempt, 3)),
) =>
  judge(digest)({
    report,
    attempt,
    earlierHeals: heals('pod', earlier),
    treeSha256,
    maxHeals,
    checks: [],
    waived: [],
  });
const failing = (attempt: number, log = 'Error: x') => makeFailure('exit', { log_tail: log }, { attempt });

describe('judge', () => {
  test('ships a pass, with the digests that deploy and publish must hold to', () => {
    expect(decide(makeReport())).toEqual({ verdict: 'ship', treeSha256, artifactSha256 });
    expect(decide(makeReport({ attempt: 3 }))).toMatchObject({ verdict: 'ship' });
  });

  test('heals code with a reason that fits its event', () => {
    const judgement = decide(failing(0));
    expect(judgement).toMatchObject({
      verdict: 'heal',
      reason: { source: 'pod', strategy: 'mend', findings: [] },
    });
    expect(judgement.verdict === 'heal' && healReasonSchema.parse(judgement.reason).failure.excerpt).toBe(
      'Error: x',
    );
  });

  test('heals three times and no more', () => {
    const verdicts = [0, 1, 2, 3].map(
      (attempt) => decide(failing(attempt, `Error: ${'xyzw'[attempt]}`)).verdict,
    );
    expect(verdicts).toEqual(['heal', 'heal', 'heal', 'give-up']);
    expect(decide(failing(3))).toMatchObject({
      endsAs: 'FAILED',
      failure: { kind: 'code', message: expect.stringContaining('mended 3 times') },
    });
  });

  test('rethinks what came back once and gives up what came back twice', () => {
    const first = decide(failing(0));
    const fingerprint = first.verdict === 'heal' ? first.reason.fingerprint : '';
    const other = 'c'.repeat(64);
    expect(decide(failing(1), 1, [other])).toMatchObject({ reason: { strategy: 'mend' } });
    expect(decide(failing(1), 1, [fingerprint])).toMatchObject({
      reason: { strategy: 'rethink', fingerprint },
    });
    expect(decide(failing(2), 2, [fingerprint, other])).toMatchObject({ reason: { strategy: 'rethink' } });
    expect(decide(failing(2), 2, [fingerprint, fingerprint])).toMatchObject({
      verdict: 'give-up',
      endsAs: 'FAILED',
      failure: { message: expect.stringContaining('came back') },
    });
  });

  test.each([
    ['memory', 'FAILED', 'resource'],
    ['time', 'TIMEOUT', 'resource'],
    ['processes', 'FAILED', 'resource'],
    ['output', 'FAILED', 'resource'],
    ['supervisor', 'FAILED', 'provider'],
  ] as const)('never heals %s by rewriting code: the mission ends %s', (because, endsAs, kind) => {
    expect(decide(makeFailure(because))).toMatchObject({ verdict: 'give-up', endsAs, failure: { kind } });
  });

  test.each([
    ['tree', makeReport({ tree_sha256: 'd'.repeat(64) }), 0],
    ['tree, also where it failed', makeFailure('exit', {}, { tree_sha256: 'd'.repeat(64) }), 0],
    ['attempt', makeReport(), 1],
  ])('uses nothing of a report on another %s', (_, report, attempt) => {
    expect(decide(report, attempt)).toMatchObject({
      verdict: 'give-up',
      endsAs: 'FAILED',
      failure: { kind: 'provider' },
    });
  });

  test('ships only what passed on the very tree, and heals only code, whatever the report', () => {
    const report = fc.record({
      attempt: fc.integer({ min: 0, max: 3 }),
      outcome: fc.constantFrom('passed' as const, 'failed' as const),
      failed_because: fc.constantFrom(
        null,
        'exit' as const,
        'memory' as const,
        'time' as const,
        'coverage' as const,
        'supervisor' as const,
      ),
      failed_step: fc.constantFrom(null, 'test' as const),
      artifact_sha256: fc.constantFrom(null, artifactSha256),
      tree_sha256: fc.constantFrom(treeSha256, 'd'.repeat(64)),
    });
    fc.assert(
      fc.property(report, fc.integer({ min: 0, max: 3 }), (fields, attempt) => {
        const judgement = decide(makeReport(fields), attempt);
        const isPass =
          fields.outcome === 'passed' && fields.artifact_sha256 !== null && fields.tree_sha256 === treeSha256;
        if (judgement.verdict === 'ship') expect(isPass).toBe(true);
        if (judgement.verdict === 'heal')
          expect([judgement.reason.failure.kind, attempt < 3]).toEqual(['code', true]);
        if (judgement.verdict === 'give-up')
          expect(failureSchema.safeParse(judgement.failure).success).toBe(true);
      }),
    );
  });
});

const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: 'eval-call',
  severity: 'fix',
  why: 'No eval.',
  path: 'a.js',
  line: 3,
  ...more,
});
const verdictOf = (outcome: Verdict['outcome'], findings: Finding[]): Verdict => ({
  outcome,
  findings,
  policy_sha256: treeSha256,
});
const decideGate = (verdict: Verdict, earlier: string[] = []) =>
  judgeVerdict(digest)({ verdict, earlierHeals: heals('gate', earlier), maxHeals });

describe('judgeVerdict', () => {
  test('passes a pass, with warnings or without', () => {
    expect(decideGate(verdictOf('pass', [finding({ severity: 'warn' })]))).toEqual({ verdict: 'pass' });
  });

  test('ends a denial BLOCKED at once, naming rule, file and line', () => {
    const denied = verdictOf('deny', [
      finding({ rule: 'path-parent', severity: 'deny', path: '../x' }),
      finding(),
    ]);
    expect(decideGate(denied)).toMatchObject({
      verdict: 'give-up',
      endsAs: 'BLOCKED',
      failure: { kind: 'policy', step: 'gate-draft', rule: 'path-parent', path: '../x', line: 3 },
    });
  });

  test('sends a fix back twice, whatever a pod was healed for', () => {
    const fixed = verdictOf('fix', [finding()]);
    const first = decideGate(fixed);
    expect(first).toMatchObject({
      verdict: 'heal',
      reason: { source: 'gate', strategy: 'mend', findings: [finding()] },
    });
    const fingerprint = first.verdict === 'heal' ? healReasonSchema.parse(first.reason).fingerprint : '';
    expect(decideGate(fixed, [fingerprint])).toMatchObject({ reason: { strategy: 'rethink' } });
    expect(decideGate(fixed, [fingerprint, fingerprint])).toMatchObject({
      verdict: 'give-up',
      endsAs: 'FAILED',
      failure: { message: expect.stringContaining('came back') },
    });
    expect(decideGate(fixed, others(2))).toMatchObject({
      verdict: 'give-up',
      endsAs: 'FAILED',
      failure: { kind: 'policy', message: expect.stringContaining('sent back 2 times') },
    });
    const healedOften = { verdict: fixed, earlierHeals: heals('pod', others(3)), maxHeals };
    expect(judgeVerdict(digest)(healedOften)).toMatchObject({ verdict: 'heal' });
  });
});

describe('failureOfFindings', () => {
  test('leads with the worst and lists the rest', () => {
    const failure = failureOfFindings([
      finding(),
      finding({ rule: 'size-total', path: undefined, line: undefined }),
    ]);
    expect(failure.message).toBe('No eval. And 1 more.');
    expect(failure.excerpt).toBe('fix eval-call a.js:3 No eval.\nfix size-total  No eval.');
    expect(failureSchema.parse(failure)).toEqual(failure);
  });

  test('names what there is: no line, no path, no finding', () => {
    expect(failureOfFindings([finding({ line: undefined })])).not.toHaveProperty('line');
    expect(failureOfFindings([finding({ path: undefined, line: undefined })])).not.toHaveProperty('path');
    expect(failureSchema.parse(failureOfFindings([])).message).toBe('The gate refused the draft.');
  });

  test('bounds the list to 4 KiB', () => {
    const failure = failureOfFindings(Array.from({ length: 100 }, () => finding({ path: 'é'.repeat(100) })));
    expect(Buffer.byteLength(failure.excerpt)).toBeLessThanOrEqual(4_096);
    expect(Buffer.byteLength(failure.excerpt)).toBeGreaterThan(3_000);
  });
});
