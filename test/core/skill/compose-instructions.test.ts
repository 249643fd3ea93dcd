import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { texts } from '#texts';
import { dataBlock } from '../../../core/skill/ask-model.ts';
import {
  applicableSkills,
  composeInstructions,
  composeTask,
  hookHandler,
  pinTexts,
} from '../../../core/skill/compose-instructions.ts';
import { defineSkill } from '../../../core/skill/define-skill.ts';
import { afterShipOutputSchema, reviewOutputSchema } from '../../../core/skill/hook-inputs.ts';
import { runSkills } from '../../../core/skill/run-skills.ts';
import type { SkillText, Texts } from '../../../core/skill/texts.ts';
import { temporaryHome } from '../../adapters/local/temporary-home.ts';
import { tree } from '../mission/samples.ts';
import { answered, fakeModel } from '../ports/fake-model.ts';
import { never } from '../ports/never.ts';

const code = defineSkill({
  input: z.strictObject({ n: z.number() }),
  output: z.string(),
  execute: async ({ input }) => `${input.n}`,
});
const skill = (name: string, over: Partial<SkillText['frontMatter']> = {}, handler = false): SkillText => ({
  frontMatter: { name, description: name, hook: 'draft', ...over },
  instructions: `Words of ${name}.`,
  sha256: tree(name.length % 10),
  handler: handler ? code : undefined,
});
const textsOf = (...skills: readonly SkillText[]): Texts => ({
  version: '1',
  prompts: {
    house: { name: 'house', text: 'House rules.', sha256: tree(1) },
    author: { name: 'author', text: 'Author rules.', sha256: tree(3) },
    draft: { name: 'draft', text: 'Draft rules.', sha256: tree(2) },
  },
  skills,
  policy: { content: texts.policy.content, sha256: tree(3) },
  rules: texts.rules,
  packageVersions: {},
  baseStyles: '',
});
const nonceFor = (): string => 'abcdef';
const occasion = { hook: 'draft', stack: undefined, words: 'A to-do list with dark mode' } as const;

describe('a skill applies', () => {
  test.each([
    ['to its own hook only', { hook: 'heal' as const }, undefined, false],
    ['to its stacks', { applies_to: { stacks: ['node' as const] } }, 'node', true],
    ['to no other stack', { applies_to: { stacks: ['node' as const] } }, 'static', false],
    ['where the stack is not known yet', { applies_to: { stacks: ['node' as const] } }, undefined, true],
    [
      'where one of its words is said, in any case',
      { applies_to: { words: ['chess', 'DARK MODE'] } },
      undefined,
      true,
    ],
    ['to whole words only', { applies_to: { words: ['do list with dar'] } }, undefined, false],
    ['to words with marks in them', { applies_to: { words: ['to do'] } }, undefined, true],
    ['to nothing when its words are but marks', { applies_to: { words: ['!!!'] } }, undefined, false],
    ['only where both fit', { applies_to: { words: ['list'], stacks: ['node' as const] } }, 'static', false],
    ['everywhere when it says nothing', {}, 'python', true],
  ] as const)('%s', (_, over, stack, isApplied) => {
    const found = applicableSkills(textsOf(skill('x', over as Partial<SkillText['frontMatter']>)), {
      ...occasion,
      stack,
    });
    expect(found).toHaveLength(isApplied ? 1 : 0);
  });
});

describe('what a model is told', () => {
  test('begins with what stays the longest, so that the cache holds', () => {
    const texts = textsOf(skill('b'), skill('a'));
    const words = ['# Skill: a\n\nWords of a.', '# Skill: b\n\nWords of b.'];
    expect(composeInstructions(texts, occasion)).toEqual(['House rules.', 'Author rules.']);
    expect(composeTask(texts, occasion)).toEqual(['Draft rules.', ...words]);
    const heal = { ...occasion, hook: 'heal' } as const;
    expect(composeInstructions(texts, heal)).toEqual(composeInstructions(texts, occasion));
    const reviewed = textsOf(skill('a', { hook: 'review' }));
    const review = { ...occasion, hook: 'review' } as const;
    expect(composeInstructions(reviewed, review)).toEqual(['House rules.', '# Skill: a\n\nWords of a.']);
  });

  test('leaves out a prompt that is not there', () => {
    const review = { ...occasion, hook: 'review' } as const;
    expect(composeInstructions(textsOf(), review)).toEqual(['House rules.']);
    expect(pinTexts(textsOf(), review)).toEqual({ prompt_sha256: { house: tree(1) }, skill_sha256: {} });
  });

  test('is pinned by hash, all of it and nothing else', () => {
    expect(pinTexts(textsOf(skill('a'), skill('other', { hook: 'heal' })), occasion)).toEqual({
      prompt_sha256: { house: tree(1), author: tree(3), draft: tree(2) },
      skill_sha256: { a: tree(1) },
    });
  });
});

describe('the code of a hook', () => {
  const nameOf = (...skills: readonly SkillText[]) =>
    hookHandler(textsOf(...skills), occasion)?.frontMatter.name;

  test('is the shipped skill’s', () => {
    expect(nameOf(skill('draft', {}, true), skill('words-only'))).toBe('draft');
  });

  test('is that of a folder that was dropped in, wherever its name stands', () => {
    expect(nameOf(skill('draft', {}, true), skill('acme', {}, true))).toBe('acme');
    expect(nameOf(skill('draft', {}, true), skill('zebra', {}, true))).toBe('zebra');
    expect(nameOf(skill('draft', {}, true), skill('zebra', { applies_to: { words: ['chess'] } }, true))).toBe(
      'draft',
    );
  });

  test('is none where no skill has code', () => {
    expect(nameOf(skill('draft'))).toBeUndefined();
  });

  test('is checked on both sides', async () => {
    const { model } = fakeModel([]);
    expect(await code.run({ input: { n: 1 }, ports: { model, nonceFor }, signal: never })).toBe('1');
    await expect(code.run({ input: { n: 'x' }, ports: { model, nonceFor }, signal: never })).rejects.toThrow(
      z.ZodError,
    );
    const liar = defineSkill({
      input: z.unknown(),
      output: z.number(),
      execute: async () => 'x' as unknown as number,
    });
    await expect(liar.run({ input: 1, ports: { model, nonceFor }, signal: never })).rejects.toThrow(
      z.ZodError,
    );
  });
});

test.each([
  [null, []],
  [undefined, []],
  ['text', [{ kind: 'data', label: 'x', text: 'text' }]],
  [{ a: 1 }, [{ kind: 'data', label: 'x', text: '{\n "a": 1\n}' }]],
])('a block of %j is %j', (value, blocks) => {
  expect(dataBlock('x', value)).toEqual(blocks);
});

describe('a folder dropped into skills/', () => {
  const root = join(import.meta.dirname, '..', '..', '..');

  function copyWith(folder: string, markdown: string): string {
    const copy = temporaryHome();
    for (const name of ['prompts', 'skills', 'policy.yaml', 'models.yaml', 'package.json'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    for (const name of ['core', 'node_modules']) symlinkSync(join(root, name), join(copy, name), 'dir');
    mkdirSync(join(copy, 'skills', folder));
    writeFileSync(join(copy, 'skills', folder, 'SKILL.md'), markdown);
    return copy;
  }
  const generate = (copy: string): string =>
    execFileSync(process.execPath, [join(root, 'scripts/generate-texts.ts'), copy], {
      stdio: 'pipe',
      encoding: 'utf8',
    });

  test('speaks in the prompt of its hook, and is pinned', async () => {
    const words = 'Write every number in Roman numerals.';
    const copy = copyWith(
      'roman',
      `---\nname: roman\ndescription: Roman numerals.\nhook: draft\napplies_to:\n  words: [calculator]\n---\n\n${words}\n`,
    );
    generate(copy);
    const file = pathToFileURL(join(copy, 'functions/_generated/texts.ts')).href;
    const { texts: generated } = (await import(/* @vite-ignore */ file)) as { texts: Texts };
    const said = { ...occasion, words: 'Build a calculator' };
    expect(composeTask(generated, said).at(-1)).toBe(`# Skill: roman\n\n${words}`);
    expect(composeTask(generated, occasion).join()).not.toContain(words);
    expect(pinTexts(generated, said).skill_sha256).toHaveProperty('roman');
    const { model, calls } = fakeModel([answered('')]);
    const input = {
      instructions: composeInstructions(generated, said),
      task: composeTask(generated, said),
      request: 'x',
      plan: null,
      app: null,
      source: [],
      changed: [],
    };
    await hookHandler(generated, said)?.handler?.run({ input, ports: { model, nonceFor }, signal: never });
    expect(JSON.stringify(calls[0]?.messages)).toContain(words);
  });

  test('speaks in the prompt of a review, and its code runs after shipping', async () => {
    const copy = copyWith(
      'roman',
      '---\nname: roman\ndescription: x\nhook: review\n---\n\nNumbers are Roman.\n',
    );
    mkdirSync(join(copy, 'skills', 'herald'));
    writeFileSync(
      join(copy, 'skills', 'herald', 'SKILL.md'),
      '---\nname: herald\ndescription: x\nhook: after-ship\n---\n\nCode.\n',
    );
    writeFileSync(
      join(copy, 'skills', 'herald', 'handler.ts'),
      `import { defineSkill } from '../../core/skill/define-skill.ts';
import { afterShipInputSchema, afterShipOutputSchema } from '../../core/skill/hook-inputs.ts';
export const skill = defineSkill({
  input: afterShipInputSchema,
  output: afterShipOutputSchema,
  execute: async ({ input }) => ({ words: 'Hear: ' + input.app.title }),
});
`,
    );
    generate(copy);
    const file = pathToFileURL(join(copy, 'functions/_generated/texts.ts')).href;
    const { texts: generated } = (await import(/* @vite-ignore */ file)) as { texts: Texts };
    const finding = { severity: 'warn', message: 'A 4 is not a IV.' };
    const { model, calls } = fakeModel([
      answered(`<g-NONCE review>${JSON.stringify({ summary: 'Read.', findings: [finding] })}</g-NONCE>`),
    ]);
    const review = { ...occasion, hook: 'review' } as const;
    const input = {
      instructions: [...composeInstructions(generated, review)],
      request: 'x',
      plan: null,
      app: { slug: 'x', title: 'Abacus', summary: 'x' },
      stack: 'static' as const,
      files: [{ path: 'index.html', content: '4' }],
      tests: null,
      coverage_percent: null,
    };
    const run = runSkills({ texts: generated, model });
    const reviewed = await run(
      { occasion: review, input, output: reviewOutputSchema, limitMs: 5_000, nonceFor },
      never,
    );
    expect(calls[0]?.system.join()).toContain('Numbers are Roman.');
    expect(reviewed.runs.map(({ skill: name, outcome }) => [name, outcome])).toEqual([
      ['page-review', 'done'],
      ['review', 'done'],
    ]);
    expect(reviewed.runs[1]?.answer?.findings).toEqual([finding]);
    const shipped = { ...input, before: null, url: null, pr_url: null, heals: 0 };
    const after = { ...occasion, hook: 'after-ship' } as const;
    const noted = await run(
      { occasion: after, input: shipped, output: afterShipOutputSchema, limitMs: 5_000, nonceFor },
      never,
    );
    expect(noted.runs.find(({ skill: name }) => name === 'herald')?.answer?.words).toBe('Hear: Abacus');
  });

  test.each([
    ['no front matter', 'Only words.', 'front matter'],
    ['an unknown hook', '---\nname: x\ndescription: x\nhook: lunch\n---\nx', 'hook'],
  ])('with %s is refused by name', (_, markdown, why) => {
    expect(() => generate(copyWith('broken', markdown))).toThrow(new RegExp(`skills.broken[\\s\\S]*${why}`));
  });
});

test('the shipped hooks each have code and a prompt', () => {
  for (const hook of ['consult', 'draft', 'heal'] as const) {
    expect(hookHandler(texts, { ...occasion, hook })?.frontMatter.name).toBe(hook);
    expect(texts.prompts[hook]?.text).not.toBe('');
  }
  for (const hook of ['review', 'after-ship'] as const) {
    expect(texts.skills.find(({ frontMatter }) => frontMatter.name === hook)?.handler).toBeDefined();
    expect(texts.prompts[hook]?.text).not.toBe('');
  }
});
