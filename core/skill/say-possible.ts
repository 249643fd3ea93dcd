import { stackSchema } from '../wire/draft.ts';
import { fillPrompt } from './fill-prompt.ts';
import type { Texts } from './texts.ts';

/** What can be built here, in the words that models are told; empty where an installation has no such prompt. */
export const sayPossible = (texts: Texts): string =>
  fillPrompt(texts.prompts.possible?.text ?? '', { texts, stacks: stackSchema.options });
