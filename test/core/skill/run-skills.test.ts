import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { texts } from '#texts';
import { defineSkill } from '../../../core/skill/define-skill.ts';
import { runnableSkills, runSkills } from '../../../core/skill/run-skills.ts';
import type { SkillText, Texts } from '../../../core/skill/texts.ts';
import { tree } from '../mission/samples.ts';
import { answered, fakeModel } from '../ports/fake-model.ts';
import { never } from '../ports/never.ts';

const output = z.strictObject({ said: z.string() });
type Execute = Parameters<typeof defineSkill<z.ZodUnknown, z.ZodUnknown>>[0]['execute'];
const skill = (name: string, execute?: Execute): SkillText => ({
  frontMatter: { name, description: name, hook: 'review' },
  instructions: `Words of ${name}.`,
  sha256: tree(1),
  handler: execute && defineSkill({ input: z.unknown(), output: z.unknown(), execute }),
});
const textsOf = (...skills: readonly SkillText[]): Texts => ({
  version: '1',
  prompts: {},
  skills,
  policy: { content: texts.policy.content, sha256: tree(3) },
  rules: texts.rules,
  packageVersions: {},
  baseStyles: '',
});
const occasion = { hook: 'review', stack: undefined, words: '' } as const;
const says =
  (said: string): Execute =>
  async () => ({ said });
const ask = { role: 'author', effort: 'low', system: [], messages: [], maxTokens: 1 } as const;
const nonceFor = (): string => 'abcdef';

async function run(
  skills: readonly SkillText[],
  { limitMs = 5_000, signal = never, model = fakeModel([answered(''), answered('')]).model } = {},
) {
  return runSkills({ texts: textsOf(...skills), model })(
    { occasion, input: 'input', output, limitMs, nonceFor },
    signal,
  );
}

describe('which skills run', () => {
  const names = (...skills: readonly SkillText[]) =>
    runnableSkills(textsOf(...skills), occasion).map(({ frontMatter }) => frontMatter.name);

  test('are all that have code', () => {
    expect(names(skill('b', says('')), skill('a', says('')))).toEqual(['a', 'b']);
  });

  test('and the one that asks the model, where another has words only', () => {
    expect(names(skill('review', says('')))).toEqual([]);
    expect(names(skill('review', says('')), skill('words'))).toEqual(['review']);
    expect(names(skill('words'))).toEqual([]);
  });
});

describe('skills that run', () => {
  test('get the input and answer side by side, in order of name', async () => {
    const echo: Execute = async ({ input }) => ({ said: String(input) });
    const { runs } = await run([skill('b', echo), skill('a', says('a'))]);
    expect(runs).toEqual([
      { skill: 'a', skill_sha256: tree(1), outcome: 'done', answer: { said: 'a' } },
      { skill: 'b', skill_sha256: tree(1), outcome: 'done', answer: { said: 'input' } },
    ]);
  });

  test.each<[string, Execute]>([
    ['throws', () => Promise.reject(new Error('no'))],
    [
      'throws at once',
      () => {
        throw new Error('no');
      },
    ],
    ['answers in another shape', async () => ({ words: 1 })],
  ])('fail alone when one %s', async (_, execute) => {
    const { runs } = await run([skill('bad', execute), skill('good', says('x'))]);
    expect(runs).toMatchObject([
      { skill: 'bad', outcome: 'failed', answer: undefined },
      { skill: 'good', outcome: 'done' },
    ]);
  });

  test('are ended when they take too long, whether they look at their signal or not', async () => {
    let isTold = false;
    const deaf: Execute = () => new Promise(() => {});
    const listening: Execute = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          isTold = true;
          reject(signal.reason);
        });
      });
    const { runs } = await run([skill('deaf', deaf), skill('listening', listening)], { limitMs: 20 });
    expect(runs.map(({ outcome }) => outcome)).toEqual(['timed-out', 'timed-out']);
    expect(isTold).toBe(true);
  });

  test('end with their caller', async () => {
    const caller = new AbortController();
    const stops: Execute = () => {
      caller.abort(new Error('cancelled'));
      return new Promise(() => {});
    };
    await expect(run([skill('x', stops)], { signal: caller.signal })).rejects.toThrow('cancelled');
    await expect(run([skill('x', says(''))], { signal: caller.signal })).rejects.toThrow('cancelled');
  });

  test('spend nothing that is not on record, even when they fail', async () => {
    const spends: Execute = async ({ ports, signal }) => {
      await ports.model.converse(ask, { signal });
      throw new Error('after spending');
    };
    const { cost } = await run([skill('a', spends), skill('b', spends)]);
    expect(cost).toEqual({ usd: 0, input_tokens: 16, output_tokens: 4 });
  });

  test('cannot ask a model once their time is over', async () => {
    const outcomes: string[] = [];
    const done = Promise.withResolvers<void>();
    const late: Execute = ({ ports, signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          const asked = ports.model.converse(ask, { signal: never });
          asked.catch(() => outcomes.push('refused')).finally(done.resolve);
        });
      });
    const priced = fakeModel([answered('')]);
    await run([skill('a', late)], { limitMs: 20, model: priced.model });
    await done.promise;
    expect([outcomes, priced.calls.length]).toEqual([['refused'], 0]);
  });
});
