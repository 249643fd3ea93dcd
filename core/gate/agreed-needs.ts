import type { Needs } from '../wire/spec.ts';
import type { Broken } from './read/read-module.ts';

/**
 * True for what a rule finds and the spec agreed to: a secret that is read by its name, a picture of a declared origin, and a way to the outside for Python's functions, which
 * have no `fetch`.
 */
export function isAgreed(
  { secrets, origins }: Needs,
  path: string,
  { rule, variable, pictures }: Broken,
): boolean {
  if (variable !== undefined) return secrets.some(({ name }) => name === variable);
  if (pictures !== undefined) return pictures.every((address) => isDeclared(origins, address));
  return rule === 'network-module' && /\.py$/.test(path) && origins.some(({ by }) => by === 'function');
}

function isDeclared(origins: Needs['origins'], address: string): boolean {
  const written = URL.parse(address.split(' ')[0] as string, 'https://app.test')?.origin;
  return origins.some(({ origin, by }) => by === 'page' && new URL(origin).origin === written);
}

/**
 * The text without the origins that the spec declares, every other character in its place: for rules to which only others are foreign. What
 * could go on as another host, such as `https://a.test` before `.evil.test`, is none of them.
 */
export function withoutOrigins(text: string, { origins }: Needs): string {
  const declared = [...new Set(origins.map(({ origin }) => origin.replace(/\/$/, '')))];
  return declared.reduce((left, origin) => blankOut(left, origin), text);
}

function blankOut(text: string, origin: string): string {
  const parts = text.split(origin);
  const blank = '.'.repeat(origin.length);
  return parts.reduce((before, after) => before + (/^[/?#'"`\s)<]/.test(after) ? blank : origin) + after);
}
