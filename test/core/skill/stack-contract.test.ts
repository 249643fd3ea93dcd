import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { texts } from '#texts';
import { compileGlobs } from '../../../core/gate/glob.ts';
import { sayRules } from '../../../core/gate/say-rules.ts';
import { composeInstructions, stacksMeant } from '../../../core/skill/compose-instructions.ts';
import { composeContract, contractPrompts } from '../../../core/skill/stack-contract.ts';
import { checkStepSchema } from '../../../core/wire/check.ts';
import type { Stack } from '../../../core/wire/draft.ts';
import { stackSchema } from '../../../core/wire/draft.ts';
import type { PatternRule } from '../../../core/wire/policy.ts';

const stacks = stackSchema.options;
const { policy } = texts;
const contractOf = (of: typeof texts, ...named: readonly Stack[]): string => composeContract(of, named) ?? '';
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** One file of each kind that an app of the stack may have. */
const files = {
  static: ['index.html', 'a.js', 'a.css', 'a.svg', 'a.md', 'test/a.test.js'],
  node: ['index.html', 'a.mjs', 'a.jsx', 'a.css', 'a.svg', 'a.md', 'api/a.js', 'test/a.test.js'],
  python: ['index.html', 'a.js', 'a.css', 'a.svg', 'a.md', 'api/a.py', 'tests/test_a.py'],
};

/** What a rule says where an installation has nothing beside functions: its only line, or the one that is told there. */
const toldOf = ({ say = '' }: PatternRule): string =>
  (say.split('\n').find((line) => !line.includes('{{with:')) ?? '').replace(/ \{\{without:\w+\}\}$/, '');

/** What code of the gate judges, beside the patterns of policy.yaml, and the words that tell of it. */
const enforced: Readonly<Record<string, string>> = {
  'function-import': 'by their full name',
  'migration-destructive': 'they drop, delete, rename or retype nothing',
  'migration-name': 'nothing else lies there',
  'migration-statement': 'leave out roles',
  'package-lock': 'no lock file',
  'package-manifest': 'no packages file but',
  'package-not-allowed': 'ackages',
  'package-script': 'runs on install',
  'package-source': 'ackages',
  'path-absolute': 'Paths are relative',
  'path-backslash': 'forward slashes',
  'path-clash': 'none twice',
  'path-control-character': 'letters, digits',
  'path-dot-file': 'leading dot',
  'path-dot-folder': 'leading dot',
  'path-file-is-folder': 'no file where a folder is',
  'path-git': 'leading dot',
  'path-host-file': 'vercel.json',
  'path-invisible-character': 'letters, digits',
  'path-length': 'bytes',
  'path-normal-form': 'letters, digits',
  'path-obeyed-folder': '.github/',
  'path-portable': 'letters, digits',
  'path-parent': 'Paths are relative',
  'path-segment': 'relative and plain',
  'path-tool-folder': 'node_modules',
  'required-file': 'Needed: ',
  'size-file': '256 KiB',
  'size-files': '200 files',
  'size-total': '2048 KiB',
  'source-unreadable': 'parses',
  'stack-not-allowed': 'Stack ',
  'stack-without-functions': 'no functions',
  'text-only': 'All files are text',
};
/** Rules that only some stacks can break. */
const ofSome: Readonly<Record<string, readonly Stack[]>> = {
  'function-import': ['node'],
  'migration-destructive': ['node', 'python'],
  'migration-name': ['node', 'python'],
  'migration-statement': ['node', 'python'],
  'stack-without-functions': ['static'],
};

describe('the contract of a stack', () => {
  test.each(stacks)('of %s is at most 8 KB, and has no gap left', (stack) => {
    for (const abilities of [[], ['data', 'secrets', 'origins']]) {
      const contract = contractOf({ ...texts, abilities }, stack);
      expect(bytesOf(contract)).toBeLessThanOrEqual(8_192);
      expect(contract).not.toMatch(/\{\{|undefined/);
    }
  });

  test('has words for every rule that reads files of the stack', () => {
    for (const rule of [...policy.content.forbidden, ...policy.content.secrets]) {
      expect(rule.say, rule.id).toBeDefined();
      const isMeant = compileGlobs(rule.paths ?? []);
      for (const stack of stacks)
        if (files[stack].some(isMeant)) expect(contractOf(texts, stack), rule.id).toContain(toldOf(rule));
    }
  });

  test('has words for every rule that the gate enforces by itself', () => {
    const folders = ['core/gate', 'core/draft'];
    const sources = folders.flatMap((folder) =>
      readdirSync(folder).flatMap((name) =>
        name.endsWith('.ts') ? readFileSync(`${folder}/${name}`, 'utf8') : [],
      ),
    );
    const ids = sources.flatMap((source) =>
      [...source.matchAll(/(?:rule: |\bfix\(|\bover\()\s*'([a-z-]+)'/g)].map(([, id]) => id as string),
    );
    expect(Object.keys(enforced)).toEqual(expect.arrayContaining([...new Set(ids)]));
    for (const [id, words] of Object.entries(enforced))
      for (const stack of ofSome[id] ?? stacks)
        expect(contractOf({ ...texts, abilities: ['data'] }, stack), id).toContain(words);
  });

  test('stands in every prompt that agrees or writes, the same for each', () => {
    for (const stack of stacks)
      for (const hook of ['specify', 'draft', 'heal'] as const) {
        const told = composeInstructions(texts, { hook, stack, words: '' });
        expect(told[2]).toBe(contractOf(texts, stack));
      }
    const consult = composeInstructions(texts, { hook: 'consult', stack: 'node', words: '' });
    expect(consult).not.toContain(contractOf(texts, 'node'));
  });

  test.each<[string, string, readonly Stack[]]>([
    ['of the one that is agreed', 'A page in Python', ['static']],
    ['of Python too where somebody speaks of it', 'Add two numbers with Python please', stacks],
    ['of Python too where a package of it is named', 'A small Flask API', stacks],
    ['of no Python where nobody does', 'A pythonic snake game', ['static', 'node']],
  ])('tells %s', (_, words, told) => {
    const stack = told.length === 1 ? told[0] : undefined;
    expect(stacksMeant({ stack, words })).toEqual(told);
    const prompts = composeInstructions(texts, { hook: 'specify', stack, words });
    expect(prompts[2]).toBe(contractOf(texts, ...told));
  });

  test('tells of every stack that can be meant, each rule once', () => {
    const all = contractOf(texts, ...stacks);
    for (const stack of stacks) expect(all).toContain(`## Stack ${stack}`);
    expect(all.split('No trackers')).toHaveLength(2);
    expect(contractPrompts(texts, stacks)).toEqual([
      'contract',
      'contract-static',
      'contract-node',
      'contract-plain-node',
      'contract-python',
    ]);
  });

  test('names packages with the versions of the image, and without one where the image is not known', () => {
    const react = `react ${texts.packageVersions.react}`;
    expect(contractOf(texts, 'node')).toContain(react);
    expect(contractOf({ ...texts, packageVersions: {} }, 'node')).toMatch(/others: react, /);
    expect(contractOf(texts, 'static')).not.toContain(react);
    const { content } = policy;
    const bare = { ...content.stacks, node: { ...content.stacks.node, packages: [] } };
    const without = { ...texts, policy: { ...policy, content: { ...content, stacks: bare } } };
    expect(contractOf(without, 'node')).toContain('no others: none.');
  });

  test('tells what only some installations or packages have where they have it', () => {
    const told = (over: Partial<typeof texts>): string => contractOf({ ...texts, ...over }, 'node');
    expect(told({ abilities: [] })).toContain('Keep it in localStorage');
    expect(told({ abilities: ['data'] })).toContain('Keep it in the database');
    expect(told({ abilities: ['data'] })).not.toContain('Keep it in localStorage');
    expect(told({ abilities: ['data'] })).toContain('await sql`insert');
    expect(told({})).not.toContain('await sql`insert');
    expect(told({})).toContain('export async function POST');
    const asked = (stack: Stack): string => contractOf({ ...texts, abilities: ['data'] }, stack);
    expect(asked('python')).toContain('from ._db import');
    expect(asked('static')).not.toContain('## Data');
    expect(contractOf({ ...texts, abilities: ['secrets'] }, 'python')).toContain('placeholder-NAME');
    expect(contractOf({ ...texts, abilities: ['origins'] }, 'static')).toContain('test/outside/*.json');
    expect(told({})).not.toMatch(/placeholder-NAME|test\/outside/);
  });

  test('tells how strict the types are, what package.json is, where [id] goes, and what a row and an error hold', () => {
    const node = contractOf({ ...texts, abilities: ['data'] }, 'node');
    expect(node).toContain('TypeScript by `strict` and no more');
    expect(node).toContain('package.json is `{"type": "module"}`');
    expect(node).toContain('with `id` in the query, whatever its form');
    expect(node).toMatch(/over 15 digits as text.*timestamps as Date.*error\.code is Postgres's: '23505'/s);
    const python = contractOf({ ...texts, abilities: ['data'] }, 'python');
    expect(python).toMatch(/with `id` in the query.*DatabaseError has Postgres's code/s);
  });

  test('is followed by words on how a drag is made, and which steps name a part', () => {
    const prompt = (name: string): string => texts.prompts[name]?.text ?? '';
    expect(prompt('author')).toMatch(/`drag` is a mouse.*`dragstart`, `dragover`, `drop`.*no touch/);
    const verbs = checkStepSchema.options.flatMap(({ shape }) => ('in' in shape ? [shape.do.value] : []));
    expect(prompt('specify')).toContain(
      `by \` in \` after ${verbs.map((verb) => `\`${verb}\``).join(' and ')} alone`,
    );
  });

  test('is nothing where there are no words', () => {
    expect(composeContract({ ...texts, prompts: {} }, ['node'])).toBeUndefined();
    const { contract } = texts.prompts;
    expect(contractOf({ ...texts, prompts: { contract: contract as never } }, 'node')).not.toContain(
      '## Stack',
    );
  });

  test('leaves a gap that nobody knows', () => {
    const text = 'a {{b}} {{c:node}} {{files:x}} {{required:x}}';
    const contract = { name: 'contract', text, sha256: '' };
    expect(contractOf({ ...texts, prompts: { contract } }, 'node')).toBe(
      'a {{b}} {{c:node}} 200 {{required:x}}',
    );
  });
});

test('a rule without words of its own is told by why it is there', () => {
  const rule = { id: 'x', why: 'Because.', pattern: 'x', severity: 'fix' } as const;
  expect(sayRules({ forbidden: [rule], secrets: [{ ...rule, id: 'y', paths: ['*.py'] }] }, 'static')).toEqual(
    ['Because.'],
  );
});
