import type { PodReport } from '../wire/pod.ts';
import type { Finding, Policy, Verdict } from '../wire/policy.ts';
import { weighFindings } from './weigh-findings.ts';

type Found = NonNullable<PodReport['findings']>[number];

/**
 * The verdict on what reading the sources in the pod found, in the policy's own words. It goes back to the author, whatever a rule says of its
 * pattern, and is denied where the rule is one that may not come back. The paths are of a tree that the gate has passed.
 */
export function judgeRead(
  { content, sha256 }: { readonly content: Policy; readonly sha256: string },
  { findings, healedFor }: { readonly findings: readonly Found[]; readonly healedFor: readonly string[] },
): Verdict {
  const words = new Map(content.forbidden.map(({ id, why }) => [id, why]));
  const asFinding = ({ rule, path, line }: Found): Finding => ({
    rule,
    severity: 'fix',
    why: words.get(rule) ?? 'The app does here what apps may not do.',
    path,
    line,
  });
  return { ...weighFindings(content.forbidden)(findings.map(asFinding), healedFor), policy_sha256: sha256 };
}
