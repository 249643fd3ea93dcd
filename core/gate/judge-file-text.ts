import { InputRejected } from '../errors.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { Finding, Policy } from '../wire/policy.ts';
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

/** Judges one file by what stands in it and in its path. */
export function judgeFileText(rules: readonly CompiledRule[]): (file: SourceFile) => Finding[] {
  const scan = createPatternScanner(rules);
  return (file) => [...judgeText(file), ...judgePatterns(scan, file)];
}

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
