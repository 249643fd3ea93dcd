import { askModel, dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { reviewInputSchema, reviewOutputSchema } from '../../core/skill/hook-inputs.ts';
import { showSource } from '../../core/skill/show-source.ts';

/** Asks the model for what the words of review skills look for. */
export const skill = defineSkill({
  input: reviewInputSchema,
  output: reviewOutputSchema,
  execute: async ({ input, ports, signal }) => {
    const outcome = await askModel(
      {
        role: 'author',
        effort: 'low',
        instructions: input.instructions,
        blocks: [
          ...showSource(input.files, []),
          ...dataBlock('request', input.request),
          ...dataBlock('plan', input.plan),
          ...dataBlock('tests', input.tests),
        ],
        answer: { name: 'review', schema: reviewOutputSchema },
        maxTokens: 4_000,
      },
      ports,
      signal,
    );
    if (outcome.kind === 'answered') return outcome.answer;
    if (outcome.kind === 'refused') return { summary: outcome.text, findings: [] };
    throw new Error(`The model's review is ${outcome.kind}.`);
  },
});
