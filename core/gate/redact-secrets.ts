import type { PatternRule, Policy } from '../wire/policy.ts';
import type { PatternShape } from './pattern-shape.ts';
import { readPatternShape } from './pattern-shape.ts';

/** Takes whatever looks like a secret out of a text and says so in its place. */
export type Redact = (text: string) => Promise<string>;

type SecretRules = Pick<Policy, 'secrets'>;

interface ShapedRule {
  readonly rule: PatternRule;
  readonly shape: PatternShape;
}

/**
 * The redactor of a policy's secret patterns, by which texts of people, models and pods lose their secrets before anything is stored. Time is
 * linear in the text. Half a surrogate pair, which no event could hold, becomes U+FFFD on the way. The engine is large and slow, and hardly any
 * text holds even a word of a rule: it is loaded when one does.
 */
export function secretRedactor({ secrets }: SecretRules): Redact {
  let shaped: readonly ShapedRule[] | undefined;
  return async (text) => {
    shaped ??= secrets.map((rule) => ({ rule, shape: readPatternShape(rule.pattern) }));
    const wellFormed = text.toWellFormed();
    const rules = rulesThatMayMatch(shaped, wellFormed.toLowerCase());
    if (rules.length === 0) return wellFormed;
    const { redactRules } = await import('./redact-rules.ts');
    return redactRules(wellFormed, rules);
  };
}

function rulesThatMayMatch(shaped: readonly ShapedRule[], lowerText: string): readonly PatternRule[] {
  const mayMatch = ({ shape: { literals } }: ShapedRule): boolean =>
    literals?.some((word) => lowerText.includes(word.toLowerCase())) ?? true;
  return shaped.filter(mayMatch).map(({ rule }) => rule);
}

/** Redacts every text in a JSON value; its keys stay. */
export async function redactAll<T>(redact: Redact, value: T): Promise<T> {
  const json = JSON.stringify(value);
  const redacted = new Map<string, string>();
  JSON.parse(json, (_key, part: unknown) => {
    if (typeof part === 'string') redacted.set(part, part);
  });
  for (const text of redacted.keys()) redacted.set(text, await redact(text));
  return JSON.parse(json, (_key, part: unknown) =>
    typeof part === 'string' ? redacted.get(part) : part,
  ) as T;
}

/** Redacts lines as the one text that they are. */
export async function redactLines(redact: Redact, lines: readonly string[]): Promise<string[]> {
  return (await redact(lines.join('\n'))).split('\n');
}
