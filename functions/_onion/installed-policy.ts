import { texts } from '#texts';
import * as world from '#world';
import type { Texts } from '../../core/skill/texts.ts';

/** The policy as far as this installation's pods can keep it: no packages for Python where they bring none. Its hash is of the file. */
export function installedPolicy(): Texts['policy'] {
  if (world.podTraits().bringsPythonPackages) return texts.policy;
  const { content, sha256 } = texts.policy;
  const python = { ...content.stacks.python, packages: [] };
  return { content: { ...content, stacks: { ...content.stacks, python } }, sha256 };
}
