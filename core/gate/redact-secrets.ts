import { RE2JS } from 're2js';
import type { Policy } from '../wire/policy.ts';
import type { CompiledRule } from './compile-rules.ts';
import { compileRules } from './compile-rules.ts';

/** Takes whatever looks like a secret out of a text and says so in its place. */
export type Redact = (text: string) => string;

const privateKey = 'PRIVATE KEY';
const blockEnd = /-----END [A-Z ]{0,40}-----/g;
/** Patterns say where a secret begins, and few of them where it ends: all that could still be part of it goes too. */
const restOfSecret = /[\w+/=.~%-]*/y;

type SecretRules = Pick<Policy, 'secrets'>;
let latest: { readonly rules: SecretRules; readonly redact: Redact } | undefined;

/**
 * The redactor of a policy's secret patterns, by which texts of people, models and pods lose their secrets before anything is stored. Compiled
 * at the first text, once a process; time is linear in the text. Half a surrogate pair, which no event could hold, becomes U+FFFD on the way.
 */
export function secretRedactor(rules: SecretRules): Redact {
  return (text) => {
    latest = latest?.rules === rules ? latest : { rules, redact: compileRedactor(rules) };
    return latest.redact(text.toWellFormed());
  };
}

function compileRedactor({ secrets }: SecretRules): Redact {
  const { rules } = compileRules({ forbidden: [], secrets });
  return (text) => {
    const lowerText = text.toLowerCase();
    // The engine is slow, and hardly any text holds even a word of a rule.
    const candidates = rules.filter(
      ({ shape: { literals } }) => literals?.some((word) => lowerText.includes(word.toLowerCase())) ?? true,
    );
    return candidates.reduce(redactRule, text);
  };
}

function redactRule(text: string, rule: CompiledRule): string {
  // Asking whether there is one at all is many times as fast as looking for each.
  if (rule.find(text, 0, text.length) === undefined) return text;
  const matcher = RE2JS.compile(rule.rule.pattern).matcher(text);
  let redacted = '';
  let from = 0;
  while (matcher.find()) {
    if (matcher.start() < from) continue;
    redacted += `${text.slice(from, matcher.start())}[redacted: ${rule.rule.id}]`;
    from = endOfSecret(text, matcher.start(), matcher.end());
  }
  return redacted + text.slice(from);
}

function endOfSecret(text: string, start: number, end: number): number {
  if (text.slice(start, end).includes(privateKey)) {
    blockEnd.lastIndex = end;
    return blockEnd.test(text) ? blockEnd.lastIndex : text.length;
  }
  restOfSecret.lastIndex = end;
  restOfSecret.test(text);
  return restOfSecret.lastIndex;
}

/** Redacts every text in a JSON value; its keys stay. */
export function redactAll<T>(redact: Redact, value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? redact(part) : part,
  ) as T;
}

/** Redacts lines as the one text that they are. */
export function redactLines(redact: Redact, lines: readonly string[]): string[] {
  return redact(lines.join('\n')).split('\n');
}
