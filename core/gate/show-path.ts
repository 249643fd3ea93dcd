import type { CompiledRule } from './compile-rules.ts';

const maxShownLength = 240;
const masked = '[masked: looks like a secret]';

/** Makes a path fit to be shown in events, pages and prompts: bounded, in visible characters, and without anything that a secret rule finds. */
export function createPathShower(rules: readonly CompiledRule[]): (path: string) => string {
  const secrets = rules.filter((rule) => rule.isSecret);
  return (path) => {
    if (secrets.some((rule) => rule.find(path, 0, path.length) !== undefined)) return masked;
    const visible = path.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCharacter);
    return visible.length <= maxShownLength
      ? visible
      : `${visible.slice(0, maxShownLength - 1).toWellFormed()}…`;
  };
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}
