import { changesBetween } from '../../core/draft/changes-between.ts';
import { askModel, dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { afterShipInputSchema, afterShipOutputSchema } from '../../core/skill/hook-inputs.ts';
import { showSource } from '../../core/skill/show-source.ts';

/** Asks the model for what the words of after-ship skills want written. */
export const skill = defineSkill({
  input: afterShipInputSchema,
  output: afterShipOutputSchema,
  execute: async ({ input, ports, signal }) => {
    const { instructions, request, plan, files, before, url, pr_url, tests, heals } = input;
    const outcome = await askModel(
      {
        role: 'quick',
        effort: 'low',
        instructions,
        blocks: [
          ...showSource(before ?? files, before === null ? [] : changesBetween(before, files)),
          ...dataBlock('request', request),
          ...dataBlock('plan', plan),
          ...dataBlock('shipped', { preview: url, pull_request: pr_url, tests, heals }),
        ],
        answer: { name: 'words', schema: afterShipOutputSchema },
        maxTokens: 2_000,
      },
      ports,
      signal,
    );
    if (outcome.kind === 'answered') return outcome.answer;
    if (outcome.kind === 'refused') return { words: outcome.text };
    throw new Error(`The model's words are ${outcome.kind}.`);
  },
});
