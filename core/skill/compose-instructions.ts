import type { Stack } from '../wire/draft.ts';
import type { Hook } from '../wire/skill.ts';
import { fillPrompt } from './fill-prompt.ts';
import { composeContract, contractPrompts } from './stack-contract.ts';
import type { SkillText, Texts } from './texts.ts';

/** What a hook is asked about, to see which skills apply. */
export interface SkillOccasion {
  readonly hook: Hook;
  readonly stack: Stack | undefined;
  /** What people said: the request and the plan's features. */
  readonly words: string;
}

/** The skills of a hook that apply, in order of name. A skill that names stacks applies where the stack is unknown too. */
export function applicableSkills(
  texts: Pick<Texts, 'skills'>,
  occasion: SkillOccasion,
): readonly SkillText[] {
  return texts.skills
    .filter((skill) => skill.frontMatter.hook === occasion.hook && applies(skill, occasion))
    .toSorted((left, right) => (left.frontMatter.name < right.frontMatter.name ? -1 : 1));
}

function applies(skill: SkillText, occasion: SkillOccasion): boolean {
  const { stacks, words } = skill.frontMatter.applies_to ?? {};
  const fitsStack = stacks === undefined || occasion.stack === undefined || stacks.includes(occasion.stack);
  return fitsStack && (words === undefined || words.some((word) => hasWord(occasion.words, word)));
}

function hasWord(text: string, word: string): boolean {
  const plain = (value: string): string => ` ${value.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return plain(text).includes(plain(word));
}

/** Hooks whose answer is an app in blocks: they share one fixed part, so that a heal finds the draft's in the cache. */
const authorHooks: readonly Hook[] = ['draft', 'heal'];

/** What a hook is told of the platform, in the order in which a model reads it: all that is the same for every mission of a stack. */
function fixedPrompts(
  texts: Pick<Texts, 'prompts' | 'abilities'>,
  occasion: SkillOccasion,
): readonly string[] {
  const { hook } = occasion;
  const contract = contractPrompts(texts, stacksMeant(occasion));
  if (authorHooks.includes(hook)) return ['house', 'possible', ...contract, 'author', 'looking'];
  if (hook === 'specify') return ['house', 'possible', ...contract, 'looking'];
  return hook === 'consult' ? ['house', 'possible'] : ['house'];
}

/** What holds for a hook, longest-lived first so that the prompt cache holds; for authors only what is the same for all of them. */
export function composeInstructions(texts: Texts, occasion: SkillOccasion): readonly string[] {
  const fixed = promptsOf(texts, fixedPrompts(texts, occasion), stacksMeant(occasion));
  return authorHooks.includes(occasion.hook) ? fixed : [...fixed, ...composeTask(texts, occasion)];
}

/** What whoever decides on a doubted check is told. */
export function composeCorrection(texts: Texts): readonly string[] {
  return promptsOf(texts, ['house', 'looking', 'correct'], allStacks);
}

/** What an author's hook adds to that: its own prompt and each applicable skill's words. */
export function composeTask(texts: Texts, occasion: SkillOccasion): readonly string[] {
  return [...promptsOf(texts, [occasion.hook], stacksMeant(occasion)), ...wordsOfSkills(texts, occasion)];
}

/** The contract is one text, whatever it is made of. */
function promptsOf(texts: Texts, names: readonly string[], stacks: readonly Stack[]): readonly string[] {
  return names.flatMap((name) => {
    if (name.startsWith('contract-')) return [];
    if (name === 'contract') return composeContract(texts, stacks) as string;
    const prompt = texts.prompts[name];
    return prompt === undefined ? [] : [fillPrompt(prompt.text, { texts, stacks: allStacks })];
  });
}

const allStacks: readonly Stack[] = ['static', 'node', 'python'];

/** The stacks that can be meant: the agreed one, or where none is agreed yet all of them, Python only where somebody speaks of it. */
export function stacksMeant({ stack, words }: Pick<SkillOccasion, 'stack' | 'words'>): readonly Stack[] {
  if (stack !== undefined) return [stack];
  return ofPython.test(words) ? allStacks : allStacks.filter((name) => name !== 'python');
}

const ofPython = /\b(?:python\d*|django|fastapi|flask|jinja2?|numpy|pandas|py|pydantic|[aw]sgi)\b/i;

function wordsOfSkills(texts: Texts, occasion: SkillOccasion): readonly string[] {
  return applicableSkills(texts, occasion).map(
    (skill) => `# Skill: ${skill.frontMatter.name}\n\n${skill.instructions}`,
  );
}

/** The code that runs a hook: that of the first applicable skill that is not named as the hook is, so that a folder dropped in takes over from the shipped one. */
export function hookHandler(texts: Texts, occasion: SkillOccasion): SkillText | undefined {
  const withCode = applicableSkills(texts, occasion).filter((skill) => skill.handler !== undefined);
  return withCode.find((skill) => skill.frontMatter.name !== occasion.hook) ?? withCode[0];
}

/** Hashes of everything a hook is told, by name, for the evidence. */
export function pinTexts(
  texts: Texts,
  occasion: SkillOccasion,
): {
  readonly prompt_sha256: Record<string, string>;
  readonly skill_sha256: Record<string, string>;
} {
  const names = [...fixedPrompts(texts, occasion), occasion.hook];
  const prompts = names.flatMap((name) => texts.prompts[name] ?? []);
  return {
    prompt_sha256: Object.fromEntries(prompts.map((prompt) => [prompt.name, prompt.sha256])),
    skill_sha256: Object.fromEntries(
      applicableSkills(texts, occasion).map((skill) => [skill.frontMatter.name, skill.sha256]),
    ),
  };
}
