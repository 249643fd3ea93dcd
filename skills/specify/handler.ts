import { askModel, dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { specifyInputSchema, specifyOutputSchema } from '../../core/skill/hook-inputs.ts';
import { specAnswerSchema } from '../../core/spec/answered-spec.ts';

/** Asks a quick model what an app is to do, and how that will be tried. */
export const skill = defineSkill({
  input: specifyInputSchema,
  output: specifyOutputSchema,
  execute: ({ input, ports, signal }) =>
    askModel(
      {
        role: 'quick',
        effort: 'low',
        instructions: input.instructions,
        blocks: [
          ...dataBlock('app', input.app),
          ...dataBlock('checks', input.checks.length === 0 ? null : input.checks),
          ...dataBlock('page', input.page),
          ...dataBlock('plan', input.plan),
          ...dataBlock('talked_of', input.talked_of),
          ...dataBlock('request', input.request),
        ],
        answer: { name: 'spec', schema: specAnswerSchema },
        maxTokens: 4_000,
      },
      ports,
      signal,
    ),
});
