import { compareUtf8 } from '../draft/byte-order.ts';
import type { Finding, PatternRule, Severity, Verdict } from '../wire/policy.ts';

const maxFindings = 100;
const rank: Readonly<Record<Severity, number>> = { deny: 0, fix: 1, warn: 2 };

/** What findings come to, worst first; `healedFor` names rules that earlier drafts were sent back for. */
export function weighFindings(
  rules: readonly Pick<PatternRule, 'id' | 'again'>[],
): (findings: readonly Finding[], healedFor?: readonly string[]) => Pick<Verdict, 'outcome' | 'findings'> {
  const harden = hardenAgain(rules);
  return (findings, healedFor) => weigh(findings.map((finding) => harden(finding, healedFor)));
}

/** A rule that the policy hardens is denied where the mission was sent back for it before. */
function hardenAgain(rules: readonly Pick<PatternRule, 'id' | 'again'>[]) {
  const hardened = new Set(rules.flatMap(({ id, again }) => (again === undefined ? [] : [id])));
  return (finding: Finding, healedFor: readonly string[] = []): Finding => {
    const isBack =
      finding.severity === 'fix' && hardened.has(finding.rule) && healedFor.includes(finding.rule);
    return isBack ? { ...finding, severity: 'deny' } : finding;
  };
}

function weigh(findings: readonly Finding[]): Pick<Verdict, 'outcome' | 'findings'> {
  const sorted = findings.toSorted(worstFirst);
  const worst = sorted[0]?.severity ?? 'warn';
  return { outcome: worst === 'warn' ? 'pass' : worst, findings: sorted.slice(0, maxFindings) };
}

function worstFirst(left: Finding, right: Finding): number {
  return (
    rank[left.severity] - rank[right.severity] ||
    compareUtf8(left.path ?? '', right.path ?? '') ||
    (left.line ?? 0) - (right.line ?? 0) ||
    compareUtf8(left.rule, right.rule)
  );
}
