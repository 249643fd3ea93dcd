import { describe, expect, test } from 'vitest';
import { toldSpec } from '../../../core/spec/told-spec.ts';
import type { Spec } from '../../../core/wire/spec.ts';
import { specSchema } from '../../../core/wire/spec.ts';

const times = <Made>(count: number, make: (n: number) => Made): Made[] =>
  Array.from({ length: count }, (_none, n) => make(n));

/** All that a spec can hold, in texts of this character. */
const largest = (character: string): Spec =>
  specSchema.parse({
    title: character.repeat(80),
    stack: 'node',
    features: times(40, () => character.repeat(120)),
    needs: {
      data: true,
      secrets: times(20, (n) => ({ name: `K${'A'.repeat(61)}_${n % 10}`, why: character.repeat(300) })),
      origins: times(20, (n) => ({
        origin: `https://${times(4, () => 'a'.repeat(50)).join('.')}${n}.example.com`,
        by: 'function',
        why: character.repeat(300),
      })),
      drops: times(20, () => `${'t'.repeat(63)}.${'c'.repeat(63)}`),
    },
    left_out: times(20, () => ({ what: character.repeat(200), why: character.repeat(400) })),
    checks: times(24, (n) => ({
      id: `c${n}`,
      feature: character.repeat(120),
      words: character.repeat(300),
      core: n === 0,
      steps: [{ do: 'see', what: 'x' }],
    })),
  });

describe('what an event tells of a spec', () => {
  test.each([
    ['of a letter', 'x'],
    ['of three bytes', '字'],
    ['of four', '🙂'],
    ['of a quotation mark', '"'],
    ['of a control character', '\u0001'],
  ])('fits an event where every text is as long as it may be, %s', (_what, character) => {
    const size = character.length;
    const spec = largest('x');
    const filled = JSON.parse(
      JSON.stringify(spec, (_key, value: unknown) =>
        typeof value === 'string' && /^x{9,}$/.test(value)
          ? character.repeat(Math.floor(value.length / size))
          : value,
      ),
    ) as Spec;
    const told = toldSpec(specSchema.parse(filled));
    expect(new TextEncoder().encode(JSON.stringify(told)).length).toBeLessThan(23.5 * 1024);
    expect(told.needs.origins.map(({ origin }) => origin)).toEqual(
      filled.needs.origins.map(({ origin }) => origin),
    );
    expect(told.needs.secrets.map(({ name }) => name)).toEqual(filled.needs.secrets.map(({ name }) => name));
    expect(told.checks.map(({ id, core }) => [id, core])).toEqual(
      filled.checks.map(({ id, core }) => [id, core]),
    );
    for (const { words } of told.checks) expect(words.isWellFormed()).toBe(true);
  });

  test('is every word of one as people have it, and no step', () => {
    const { checks, ...spec } = {
      ...largest('x'),
      features: ['Budget'],
      needs: { data: false, secrets: [], origins: [] },
      left_out: [],
    };
    const told = toldSpec({ ...spec, checks });
    expect(told).toEqual({ ...spec, checks: checks.map(({ steps: _steps, ...check }) => check) });
  });
});
