import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What no screen says, and the word of docs/glossary.md that it says instead. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/\bextend(s|ed|ing)?\b|\bextension\b|\bedit app\b/i, 'change'],
  [/\b(mend|mends|mended|mending|auto-fix)\b/i, 'heal, or fix'],
  [/\bwaive[ds]?\b/i, 'do without'],
  [/\bacceptance tests?\b/i, 'check'],
  [/\bmerge requests?\b/i, 'pull request'],
  [/\bseek\b/i, 'search'],
  [/\bbesides\b/i, 'also'],
  [/\bpresent (password|source|version|model)\b/i, 'current'],
  [/\bleads? nowhere\b/i, 'is not there'],
  [/\bthe pod is at work\b/i, 'building'],
  [/\bcame into being\b/i, 'began'],
  [/\bgo together\b/i, 'are wrong'],
];

const sources = readdirSync('web', { recursive: true, withFileTypes: true })
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith(join('web', 'dist')))
  // Names routes, and shows nothing.
  .filter((path) => path !== join('web', 'api', 'endpoints.ts'));

/** What a source may show: its quoted texts of more than one word, and what stands between tags. */
function textsIn(source: string): readonly string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '').replaceAll(/^import .*$/gm, '');
  const quoted = [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`]*)`/g)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .filter((text) => text.includes(' '));
  const between = [...code.matchAll(/(?<![=-])>([^<>{}=;]*[A-Za-z][^<>{}=;]*)[<{]/g)].map(
    ([, text]) => text ?? '',
  );
  return [...quoted, ...between];
}

describe('the console', () => {
  it('says one word for one thing, as the glossary has it', () => {
    const found = sources.flatMap((path) =>
      textsIn(readFileSync(path, 'utf8')).flatMap((text) =>
        instead
          .filter(([pattern]) => pattern.test(text))
          .map(([, word]) => `${path}: “${text.trim()}”; say ${word}`),
      ),
    );
    expect(found).toEqual([]);
  });

  it('is read by this test where it speaks', () => {
    const all = sources.flatMap((path) => textsIn(readFileSync(path, 'utf8'))).map((text) => text.trim());
    for (const said of ['What should we build?', 'Sign in to Gantry', 'Keyboard shortcuts', 'Change it'])
      expect(all).toContain(said);
  });

  it('has a glossary that explains each word once', () => {
    const rows = [...readFileSync('docs/glossary.md', 'utf8').matchAll(/^\| ([a-z ]+) \|/gm)]
      .map(([, word]) => word ?? '')
      .filter((word) => word !== 'word');
    expect(rows.length).toBeGreaterThan(15);
    expect(new Set(rows).size).toBe(rows.length);
  });
});
