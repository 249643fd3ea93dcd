import { RE2JS } from 're2js';
import type { PatternRule, Policy } from '../wire/policy.ts';
import type { PathTest } from './glob.ts';
import { compileGlobs } from './glob.ts';
import type { PatternShape } from './pattern-shape.ts';
import { readPatternShape } from './pattern-shape.ts';

/** A rule ready to run: `find` answers where the first match that starts in [from, to) does so, judged by what really stands around it. */
export interface CompiledRule {
  readonly rule: PatternRule;
  readonly isSecret: boolean;
  readonly isMeant: PathTest;
  readonly shape: PatternShape;
  readonly find: (text: string, from: number, to: number) => number | undefined;
}

/** A rule that cannot run; `where` points into policy.yaml, such as `forbidden[3] (eval-call)`. */
interface RuleProblem {
  readonly where: string;
  readonly problem: string;
}

/** Compiles every pattern of a policy with the linear-time engine, and collects all that is wrong instead of stopping at the first. */
export function compileRules(policy: Pick<Policy, 'forbidden' | 'secrets'>): {
  readonly rules: readonly CompiledRule[];
  readonly problems: readonly RuleProblem[];
} {
  const problems: RuleProblem[] = [];
  const rules: CompiledRule[] = [];
  const seen = new Set<string>();
  for (const { rule, where, isSecret } of listed(policy)) {
    if (seen.has(rule.id)) problems.push({ where, problem: 'another rule has the same id' });
    seen.add(rule.id);
    const compiled = compileRule(rule, isSecret);
    if (typeof compiled === 'string') problems.push({ where, problem: compiled });
    else rules.push(compiled);
  }
  return { rules, problems };
}

function listed(policy: Pick<Policy, 'forbidden' | 'secrets'>) {
  return (['forbidden', 'secrets'] as const).flatMap((list) =>
    policy[list].map((rule, index) => ({
      rule,
      isSecret: list === 'secrets',
      where: `${list}[${index}] (${rule.id})`,
    })),
  );
}

function compileRule(rule: PatternRule, isSecret: boolean): CompiledRule | string {
  const pattern = compilePattern(rule.pattern);
  if (typeof pattern === 'string') return pattern;
  if (pattern.test('')) return 'the pattern matches the empty text, so it would find something everywhere';
  const shape = readPatternShape(rule.pattern);
  return {
    rule,
    isSecret,
    isMeant: compileGlobs(rule.paths ?? []),
    shape,
    find: finder(pattern, shape.maxLength),
  };
}

function compilePattern(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return `the pattern does not compile: ${(error as Error).message}`;
  }
}

/**
 * The engine answers "is there one" much faster than "where is it", so it is asked the second only after a yes to the first. It sees a slice:
 * one unit before for the left edge of words, and after it room for the longest match and one more for the right edge.
 */
function finder(pattern: RE2JS, maxLength: number): CompiledRule['find'] {
  const engine = pattern.re2();
  const unanchored = 0;
  return (text, from, to) => {
    const base = Math.max(0, from - 1);
    const slice = text.slice(base, to + maxLength + 1);
    if (engine.matchWithGroup(slice, from - base, slice.length, unanchored, 0)[0] !== true) return undefined;
    const [, group] = engine.matchWithGroup(slice, from - base, slice.length, unanchored, 1) as [
      boolean,
      [number],
    ];
    const found = base + group[0];
    return found < to ? found : undefined;
  };
}
