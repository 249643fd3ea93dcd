import { compareUtf8 } from '../draft/byte-order.ts';
import { judgePaths, pathLimitsOf } from '../draft/path-rules.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { Finding, Policy, Severity, Verdict } from '../wire/policy.ts';
import type { PathTest } from './glob.ts';
import { compileGlobs } from './glob.ts';
import { judgeFileText, requireRules } from './judge-file-text.ts';
import { createSourceJudge, type JudgedSources } from './judge-sources.ts';
import { judgePackages } from './package-rules.ts';
import { createPathShower } from './show-path.ts';
import { judgeSizes } from './size-rules.ts';

/** What the gate judges: a stack by name, and the whole tree, first draft and heal alike. */
interface GatedDraft {
  readonly stack: string;
  readonly files: readonly SourceFile[];
}

/** Judges a draft by one policy; the same draft always gets the same verdict. */
type Gate = (draft: GatedDraft) => Verdict;

const maxFindings = 100;
const rank: Readonly<Record<Severity, number>> = { deny: 0, fix: 1, warn: 2 };

/**
 * Compiles a policy once and answers its gate. Throws InputRejected (`policy_invalid`) naming each rule that cannot run. Verdicts never
 * hold text of the draft but its paths, package and script names, and a path that looks like a secret is masked.
 */
export function createGate(input: { readonly policy: Policy; readonly policySha256: string }): Gate {
  const { policy, policySha256 } = input;
  const rules = requireRules(policy);
  const judgeText = judgeFileText(rules);
  const judgeStack = compileStacks(policy);
  const stacks = new Map(Object.entries(policy.stacks));
  const judgeSources = createSourceJudge(rules, (stack) => stacks.get(stack)?.packages ?? []);
  const showPath = createPathShower(rules);
  return (draft) => {
    const sizes = judgeSizes(draft.files, policy.limits);
    // What is too large goes back or ends before anybody reads it.
    const sources = sizes.length === 0 ? judgeSources(draft) : unread;
    const findings = [
      ...judgeStack(draft),
      ...judgePaths(
        draft.files.map((file) => file.path),
        pathLimitsOf(policy),
      ),
      ...sizes,
      ...sources.findings,
      ...draft.files.flatMap((file) => judgePatterns(file, judgeText, sources)),
    ];
    return { ...weigh(findings.map((finding) => shown(finding, showPath))), policy_sha256: policySha256 };
  };
}

const unread: JudgedSources = { findings: [], pathOf: (path) => path, isDecided: () => false };

/** A file's patterns, under the path that it ships by, without what reading it has decided or found already. */
function judgePatterns(
  { path, content }: SourceFile,
  judgeText: (file: SourceFile) => Finding[],
  { findings, pathOf, isDecided }: JudgedSources,
): Finding[] {
  const found = new Set(findings.filter((known) => known.path === path).map(placeOf));
  return judgeText({ path: pathOf(path), content })
    .map((finding) => ({ ...finding, path }))
    .filter((finding) => !isDecided(path, finding.rule) && !found.has(placeOf(finding)));
}

const placeOf = ({ rule, line }: Finding): string => `${rule} ${line}`;

function shown(finding: Finding, showPath: (path: string) => string): Finding {
  return finding.path === undefined ? finding : { ...finding, path: showPath(finding.path) };
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

type StackJudge = (files: readonly SourceFile[]) => Finding[];

function compileStacks(policy: Policy): (draft: GatedDraft) => Finding[] {
  const judges = new Map<string, StackJudge>();
  for (const [name, stack] of Object.entries(policy.stacks)) {
    const required = stack.required_files.map((glob) => ({ glob, isMeant: compileGlobs([glob]) }));
    judges.set(name, (files) => [...judgeRequired(files, required), ...judgePackages(files, stack.packages)]);
  }
  const why = `This stack is not allowed. Use one of: ${[...judges.keys()].join(', ')}.`;
  return ({ stack, files }) =>
    judges.get(stack)?.(files) ?? [{ rule: 'stack-not-allowed', severity: 'fix', why }];
}

function judgeRequired(
  files: readonly SourceFile[],
  required: readonly { readonly glob: string; readonly isMeant: PathTest }[],
): Finding[] {
  return required
    .filter(({ isMeant }) => !files.some((file) => isMeant(file.path)))
    .map(({ glob }) => ({
      rule: 'required-file',
      severity: 'fix',
      why: `The stack needs a file ${glob}, and the draft has none.`,
    }));
}
