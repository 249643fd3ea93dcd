import { listClashes } from '../draft/path-clash.ts';
import { judgePaths, pathLimitsOf } from '../draft/path-rules.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { Finding, Policy, Verdict } from '../wire/policy.ts';
import type { Needs } from '../wire/spec.ts';
import { judgeFunctions } from './function-rules.ts';
import type { PathTest } from './glob.ts';
import { compileGlobs } from './glob.ts';
import { judgeAgreedText, requireRules } from './judge-file-text.ts';
import { createSourceJudge, type JudgedSources } from './judge-sources.ts';
import { judgeMigrations } from './migration-rules.ts';
import { judgePackages } from './package-rules.ts';
import { createPathShower } from './show-path.ts';
import { judgeSizes } from './size-rules.ts';
import { weighFindings } from './weigh-findings.ts';

/** What the gate judges: a stack by name, and the whole tree, first draft and heal alike. */
interface GatedDraft {
  readonly stack: string;
  readonly files: readonly SourceFile[];
  /** Paths at which the tree holds, by its hash, what Gantry added itself: there, only what clashes with an author's file is found. */
  readonly added?: ReadonlySet<string>;
  /** What the spec says that the app needs; nothing where there is no spec. */
  readonly needs?: Needs;
  /** Paths of migrations that are as the version which is extended has them. */
  readonly settled?: ReadonlySet<string>;
  /** Rules that earlier drafts of the mission were sent back for. */
  readonly healedFor?: readonly string[];
}

/** Judges a draft by one policy; the same draft always gets the same verdict. */
type Gate = (draft: GatedDraft) => Verdict;

/**
 * Compiles a policy once and answers its gate. Throws InputRejected (`policy_invalid`) naming each rule that cannot run. Verdicts never
 * hold text of the draft but its paths, package and script names, and a path that looks like a secret is masked.
 */
export function createGate(input: { readonly policy: Policy; readonly policySha256: string }): Gate {
  const { policy, policySha256 } = input;
  const rules = requireRules(policy);
  const judgeText = judgeAgreedText(rules);
  const weigh = weighFindings(rules.map(({ rule }) => rule));
  const judgeStack = compileStacks(policy);
  const stacks = new Map(Object.entries(policy.stacks));
  const showPath = createPathShower(rules);
  const judgeSources = createSourceJudge(rules, (stack) => stacks.get(stack)?.packages ?? []);
  return (draft) => {
    const { files, added = noPaths } = draft;
    const written = files.filter(({ path }) => !added.has(path));
    const sizes = judgeSizes(written, policy.limits);
    // What is too large goes back or ends before anybody reads it.
    const sources = sizes.length === 0 ? judgeSources(draft) : unread;
    const findings = [
      ...judgeStack(draft),
      ...judgePaths(
        written.map((file) => file.path),
        pathLimitsOf(policy),
      ),
      ...clashesWith(files, added),
      ...judgeMigrations(written, { drops: draft.needs?.drops, settled: draft.settled }),
      ...judgeFunctions({ ...draft, files: written }),
      ...sizes,
      ...sources.findings.filter(({ path }) => path === undefined || !added.has(path)),
      ...written.flatMap((file) => judgePatterns(file, judgeText(draft.needs), sources)),
    ];
    const seen = findings.map((finding) => shown(finding, showPath));
    return { ...weigh(seen, draft.healedFor), policy_sha256: policySha256 };
  };
}

const noPaths: ReadonlySet<string> = new Set();

/** Where an author's path clashes with one of Gantry's, the author's is to change. */
function clashesWith(files: readonly SourceFile[], added: ReadonlySet<string>): Finding[] {
  const own = [...added];
  return files
    .filter(({ path }) => !added.has(path) && listClashes([...own, path]).length > 0)
    .map(({ path }) => ({ rule: 'path-clash', severity: 'fix', why: clashWords, path }));
}

const clashWords =
  'A file has the path of one that Gantry adds, or lies in a folder of that name. Rename it.';

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

type StackJudge = (files: readonly SourceFile[]) => Finding[];

function compileStacks(policy: Policy): (draft: GatedDraft) => Finding[] {
  const judges = new Map<string, StackJudge>();
  for (const [name, stack] of Object.entries(policy.stacks)) {
    const required = stack.required_files.map((glob) => ({ glob, isMeant: compileGlobs([glob]) }));
    judges.set(name, (files) => [...judgeRequired(files, required), ...judgePackages(files, stack)]);
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
