import { texts } from '#texts';
import * as world from '#world';
import type { Texts } from '../../core/skill/texts.ts';
import { installedPolicy } from './installed-policy.ts';

/** The words that models are told, with what this installation gives apps beside their own code. */
export function installedTexts(): Texts {
  const data = world.appDatabase() === undefined ? [] : ['data'];
  return { ...texts, policy: installedPolicy(), abilities: [...data, 'secrets', 'origins'] };
}
