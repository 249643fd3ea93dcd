import type { Stack } from '../wire/draft.ts';
import { fillPrompt } from './fill-prompt.ts';
import type { PromptText, Texts } from './texts.ts';

/** The prompts that a contract is made of, in the order in which they stand in it. */
export function contractPrompts(
  texts: Pick<Texts, 'prompts' | 'abilities'>,
  stacks: readonly Stack[],
): readonly string[] {
  const keeping = stacks.filter((name) => keepsData(texts, name));
  return [
    'contract',
    ...stacks.flatMap((name) => [
      `contract-${name}`,
      ...(keeping.includes(name) ? [] : [`contract-plain-${name}`]),
    ]),
    ...(keeping.length === 0 ? [] : ['contract-data']),
    ...keeping.map((name) => `contract-data-${name}`),
  ].filter((name) => texts.prompts[name] !== undefined);
}

/** What has functions may keep data, where the installation has databases. */
const keepsData = ({ abilities = [] }: Pick<Texts, 'abilities'>, stack: Stack): boolean =>
  stack !== 'static' && abilities.includes('data');

/**
 * All that the gate and the pod hold an app of these stacks to, told before it is written: the same letter by letter for every mission of the
 * stack, so that it is cached. Undefined where there are no words for it.
 */
export function composeContract(texts: Texts, stacks: readonly Stack[]): string | undefined {
  const frame = texts.prompts.contract?.text;
  if (frame === undefined) return undefined;
  const parts = contractPrompts(texts, stacks)
    .slice(1)
    .map((name) => (texts.prompts[name] as PromptText).text);
  const rules = new Set(stacks.flatMap((name) => texts.rules[name]));
  const whole = frame
    .replace('{{stacks}}', () => parts.join('\n\n'))
    .replace('{{rules}}', () => [...rules].map(asItems).join('\n'));
  return fillPrompt(whole, { texts, stacks });
}

/** A rule has several lines where it differs from installation to installation. */
const asItems = (words: string): string => words.replaceAll(/^/gm, '- ');
