import type { Stack } from '../wire/draft.ts';
import type { Policy } from '../wire/policy.ts';
import type { SkillFrontMatter } from '../wire/skill.ts';
import type { SkillHandler } from './define-skill.ts';

/** A prompt file: its words without front matter, and the hash of the whole file. */
export interface PromptText {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/** A skill folder: SKILL.md and, where it has code, its handler. */
export interface SkillText {
  readonly frontMatter: SkillFrontMatter;
  readonly instructions: string;
  readonly sha256: string;
  readonly handler: SkillHandler | undefined;
}

/** Everything that is words: generated from prompts/, skills/ and policy.yaml before anything runs. */
export interface Texts {
  readonly prompts: Readonly<Record<string, PromptText>>;
  readonly skills: readonly SkillText[];
  /** What policy.yaml says, read once when this was generated: no process needs a parser for it. `sha256` is of the file as it is. */
  readonly policy: { readonly content: Policy; readonly sha256: string };
  readonly version: string;
  /** The rules of policy.yaml in the words in which authors are told of them, for each stack those that read its files. */
  readonly rules: Readonly<Record<Stack, readonly string[]>>;
  /** What the pod's image carries, by name: its exact version. */
  readonly packageVersions: Readonly<Record<string, string>>;
  /** The style sheet that an app gets where its pages link it: the one that the built-in model's apps begin with. */
  readonly baseStyles: string;
  /** What this installation gives apps beside their own code, such as `data`; nothing where it is left out. */
  readonly abilities?: readonly string[];
}
