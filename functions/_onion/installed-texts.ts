import { texts } from '#texts';
import * as world from '#world';
import type { Texts } from '../../core/skill/texts.ts';

/** The words that models are told, with what this installation gives apps beside their own code. */
export function installedTexts(): Texts {
  const data = world.appDatabase() === undefined ? [] : ['data'];
  const policy = world.podHost().bringsPythonPackages ? texts.policy : withoutPythonPackages(texts.policy);
  return { ...texts, policy, abilities: [...data, 'secrets', 'origins'] };
}

/** Its hash stays: it is of the file. */
function withoutPythonPackages({ content, sha256 }: Texts['policy']): Texts['policy'] {
  const python = { ...content.stacks.python, packages: [] };
  return { content: { ...content, stacks: { ...content.stacks, python } }, sha256 };
}
