import type { Stack } from '../wire/draft.ts';
import { fillPrompt } from './fill-prompt.ts';
import type { Texts } from './texts.ts';

/** The prompts that a contract is made of, in the order in which they stand in it. */
export function contractPrompts(texts: Pick<Texts, 'prompts'>, stack: Stack | undefined): readonly string[] {
  return ['contract', ...stacksOf(stack).map((name) => `contract-${name}`)].filter(
    (name) => texts.prompts[name] !== undefined,
  );
}

/**
 * All that the gate and the pod hold an app of this stack to, told before it is written: the same letter by letter for every mission of the
 * stack, so that it is cached. Where the stack is not agreed yet it tells of each. Undefined where there are no words for it.
 */
export function composeContract(texts: Texts, stack: Stack | undefined): string | undefined {
  const frame = texts.prompts.contract?.text;
  if (frame === undefined) return undefined;
  const stacks = stacksOf(stack);
  const parts = stacks.flatMap((name) => texts.prompts[`contract-${name}`]?.text ?? []);
  const rules = new Set(stacks.flatMap((name) => texts.rules[name]));
  const whole = frame
    .replace('{{stacks}}', () => parts.join('\n\n'))
    .replace('{{rules}}', () => [...rules].map((words) => `- ${words}`).join('\n'));
  return fillPrompt(whole, { texts, stacks });
}

const stacksOf = (stack: Stack | undefined): readonly Stack[] =>
  stack === undefined ? ['static', 'node', 'python'] : [stack];
