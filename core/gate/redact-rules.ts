import { RE2JS } from 're2js';
import type { PatternRule } from '../wire/policy.ts';
import type { CompiledRule } from './compile-rules.ts';
import { compileRules } from './compile-rules.ts';

const privateKey = 'PRIVATE KEY';
const blockEnd = /-----END [A-Z ]{0,40}-----/g;
/** Patterns say where a secret begins, and few of them where it ends: all that could still be part of it goes too. */
const restOfSecret = /[\w+/=.~%-]*/y;

/** Compiling costs more than most texts do, and rules are as old as the process. */
const compiled = new WeakMap<PatternRule, readonly CompiledRule[]>();

/** Puts a rule's name in the place of whatever matches it, rule by rule; linear in the text. */
export function redactRules(text: string, rules: readonly PatternRule[]): string {
  return rules.flatMap(compileOnce).reduce(redactRule, text);
}

function compileOnce(rule: PatternRule): readonly CompiledRule[] {
  const known = compiled.get(rule) ?? compileRules({ forbidden: [], secrets: [rule] }).rules;
  compiled.set(rule, known);
  return known;
}

function redactRule(text: string, { rule, find }: CompiledRule): string {
  // Asking whether there is one at all is many times as fast as looking for each.
  if (find(text, 0, text.length) === undefined) return text;
  const matcher = RE2JS.compile(rule.pattern).matcher(text);
  let redacted = '';
  let from = 0;
  while (matcher.find()) {
    if (matcher.start() < from) continue;
    redacted += `${text.slice(from, matcher.start())}[redacted: ${rule.id}]`;
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
