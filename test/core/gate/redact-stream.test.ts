import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secretRedactor } from '../../../core/gate/redact-secrets.ts';
import { redactStream } from '../../../core/gate/redact-stream.ts';
import { texts } from '../../../functions/_generated/texts.ts';

const redact = secretRedactor(texts.policy.content);
// Made up here, so that no source holds one.
const token = `ghp_${'a1B2'.repeat(9)}`;
const assigned = `api_key = "${'k7'.repeat(20)}"`;

/** What is shown of a text that comes in these pieces, one look after each. */
async function shownOf(pieces: readonly string[]): Promise<string> {
  const stream = redactStream(redact);
  let shown = '';
  for (const piece of pieces) {
    stream.push(piece);
    shown += await stream.take(false);
  }
  return shown + (await stream.take(true));
}

const cut = (text: string, at: readonly number[]): readonly string[] => {
  const points = [0, ...at.filter((point) => point < text.length).toSorted((a, b) => a - b), text.length];
  return points.slice(1).map((end, index) => text.slice(points[index], end));
};
const cuts = fc.array(fc.nat(200), { maxLength: 12 });

describe('a text that is shown while it comes', () => {
  test('is shown whole where it holds no secret, however it is cut', async () => {
    const text = 'A café with tables\n  and chairs, but without\tany key.\n\n';
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        expect(await shownOf(cut(text, at))).toBe(text);
      }),
    );
  });

  test.each([
    ['a token', token, token.slice(0, 12)],
    ['an assignment with blanks in it', assigned, 'k7k7k7'],
  ])('shows nothing of %s, however it is cut', async (_, secret, piece) => {
    const text = `Before it.\nconst a = '${secret}';\nAfter it.\n`;
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const shown = await shownOf(cut(text, at));
        expect(shown.startsWith('Before it.\n')).toBe(true);
        expect(shown).not.toContain(piece);
        expect(shown).toContain('[redacted: ');
      }),
    );
  });

  test('shows nothing more of a text once a secret was found in it', async () => {
    expect(await shownOf([`One '${token}' `, 'two ', 'three'])).toBe(
      "One '[redacted: secret-github-token]' ",
    );
  });

  test('keeps back a word that may go on, and shows it at the end', async () => {
    const stream = redactStream(redact);
    stream.push('One tw');
    expect(await stream.take(false)).toBe('One ');
    stream.push('o');
    expect(await stream.take(false)).toBe('');
    expect(await stream.take(true)).toBe('two');
    expect(await stream.take(true)).toBe('');
  });

  test('keeps no endless word back', async () => {
    const stream = redactStream(redact);
    stream.push('x'.repeat(5_000));
    expect(await stream.take(false)).toHaveLength(5_000);
  });
});
