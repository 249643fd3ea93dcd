import { expect, test } from 'vitest';
import { judge } from '../../../core/pod/judge.ts';
import { healReasonSchema } from '../../../core/wire/event.ts';
import type { Verdict } from '../../../core/wire/policy.ts';
import { digest, makeFailure, treeSha256 } from './make-report.ts';

const found = { rule: 'file-access', path: 'api/a.py', line: 3 };
const finding = { ...found, severity: 'fix', why: 'No files.' } as const;
const report = makeFailure(
  'policy',
  { step: 'read', program: 'read-python', exit_code: 0 },
  { failed_step: 'read', findings: [found], message: 'read found what apps may not do: api/a.py:3' },
);
const decide = (read: Verdict | undefined, earlier = 0) =>
  judge(digest)({
    report,
    attempt: 0,
    treeSha256,
    earlierHeals: Array.from({ length: earlier }, (_none, index) => ({
      source: 'gate' as const,
      fingerprint: String(index).repeat(64),
    })),
    maxHeals: { pod: 3, gate: 2 },
    checks: [],
    waived: [],
    ...(read && { read }),
  });
const verdict: Verdict = { outcome: 'fix', findings: [finding], policy_sha256: '' };

test('what reading in the pod finds is healed like what the gate finds, with its findings', () => {
  const judgement = decide(verdict);
  expect(judgement).toMatchObject({
    verdict: 'heal',
    reason: {
      source: 'gate',
      findings: [finding],
      failure: { kind: 'policy', step: 'read', rule: 'file-access', path: 'api/a.py', line: 3 },
    },
  });
  expect(judgement.verdict === 'heal' && healReasonSchema.safeParse(judgement.reason).success).toBe(true);
});

test('it counts as the gate’s, which sends a draft back twice at most, and ends the mission where it is denied', () => {
  expect(decide(verdict, 2)).toMatchObject({
    verdict: 'give-up',
    endsAs: 'FAILED',
    failure: { kind: 'policy' },
  });
  const denied: Verdict = { ...verdict, outcome: 'deny', findings: [{ ...finding, severity: 'deny' }] };
  expect(decide(denied)).toMatchObject({ verdict: 'give-up', endsAs: 'BLOCKED', failure: { step: 'read' } });
});

test('a pod that refuses an app and names nothing is the factory’s own trouble', () => {
  const unsaid = { verdict: 'give-up', endsAs: 'FAILED', failure: { kind: 'provider' } };
  expect(decide(undefined)).toMatchObject(unsaid);
  expect(decide({ outcome: 'pass', findings: [], policy_sha256: '' })).toMatchObject(unsaid);
});
