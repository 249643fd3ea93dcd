import { InputRejected } from '../errors.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { Finding, Policy } from '../wire/policy.ts';
import type { Needs } from '../wire/spec.ts';
import { needsNothing } from '../wire/spec.ts';
import { withoutOrigins } from './agreed-needs.ts';
import type { CompiledRule } from './compile-rules.ts';
import { compileRules } from './compile-rules.ts';
import { createPatternScanner } from './scan-patterns.ts';

/** A policy's pattern rules, compiled; InputRejected (`policy_invalid`) names each that cannot run. */
export function requireRules(policy: Policy): readonly CompiledRule[] {
  const { rules, problems } = compileRules(policy);
  if (problems.length === 0) return rules;
  const details = problems.map(({ where, problem }) => `${where}: ${problem}`);
  throw new InputRejected('policy_invalid', `Mend policy.yaml: ${details.join('; ')}`, {
    details: { problems: details },
  });
}

type JudgeFile = (file: SourceFile) => Finding[];

/** Judges one file by what stands in it and in its path. */
export function judgeFileText(rules: readonly CompiledRule[]): JudgeFile {
  const scan = createPatternScanner(rules);
  const soften = softenExamples(rules, scan);
  return (file) => [...judgeText(file), ...soften(file, judgePatterns(scan, file))];
}

/** As `judgeFileText`, of an app with these needs: an origin that it declares is nothing foreign. */
export function judgeAgreedText(rules: readonly CompiledRule[]): (needs?: Needs) => JudgeFile {
  const judge = judgeFileText(rules);
  const foreign = new Set(rules.flatMap(({ rule }) => (rule.unless === undefined ? [] : [rule.id])));
  const isForeign = ({ rule }: Finding): boolean => foreign.has(rule);
  return (needs = needsNothing) =>
    (file) => {
      const content = withoutOrigins(file.content, needs);
      const findings = judge(file);
      if (content === file.content) return findings;
      return [
        ...findings.filter((finding) => !isForeign(finding)),
        ...judge({ ...file, content }).filter(isForeign),
      ];
    };
}

/** What a rule finds only because documentation's own example stands there can be mended, and is no reason to end a mission. */
function softenExamples(rules: readonly CompiledRule[], scan: ReturnType<typeof createPatternScanner>) {
  const examples = rules.flatMap(({ rule }) => rule.examples ?? []);
  return (file: SourceFile, findings: Finding[]): Finding[] => {
    const used = examples.filter((example) => file.content.includes(example));
    if (used.length === 0) return findings;
    const content = used.reduce(
      (text, example) => text.replaceAll(example, '.'.repeat(example.length)),
      file.content,
    );
    const real = new Set(judgePatterns(scan, { ...file, content }).map(placeOf));
    return findings.map((finding) =>
      finding.severity === 'deny' && !real.has(placeOf(finding)) ? { ...finding, severity: 'fix' } : finding,
    );
  };
}

const placeOf = ({ rule, line }: Finding): string => `${rule} ${line}`;

function judgeText(file: SourceFile): Finding[] {
  const isText = file.content.isWellFormed() && !file.content.includes('\0');
  return isText
    ? []
    : [
        {
          rule: 'text-only',
          severity: 'fix',
          why: 'A file holds what is not text. Draw images as SVG.',
          path: file.path,
        },
      ];
}

function judgePatterns(scan: ReturnType<typeof createPatternScanner>, file: SourceFile): Finding[] {
  return [
    ...scan(file.path, file.content).map(({ rule, line }) => ({ ...wordsOf(rule), path: file.path, line })),
    ...scan(file.path, file.path)
      .filter(({ rule }) => rule.isSecret)
      .map(({ rule }) => ({ ...wordsOf(rule), path: file.path })),
  ];
}

function wordsOf({ rule }: CompiledRule): Pick<Finding, 'rule' | 'severity' | 'why'> {
  return { rule: rule.id, severity: rule.severity, why: rule.why };
}
