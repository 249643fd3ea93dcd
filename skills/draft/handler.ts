import { askModel, dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { draftInputSchema, draftOutputSchema } from '../../core/skill/hook-inputs.ts';
import { draftSchema } from '../../core/wire/draft.ts';

/** Asks the model for every file of an app. */
export const skill = defineSkill({
  input: draftInputSchema,
  output: draftOutputSchema,
  execute: ({ input, ports, signal }) =>
    askModel(
      {
        instructions: input.instructions,
        blocks: [
          ...dataBlock('app', input.app),
          ...dataBlock('source', input.source),
          ...dataBlock('request', input.request),
          ...dataBlock('plan', input.plan),
          ...input.cut_off.flatMap((partial) => dataBlock('cut-off-answer', partial)),
        ],
        tool: {
          name: 'write_app',
          description: 'Hands in the whole app: every file with its content.',
          schema: draftSchema,
        },
        maxTokens: 32_000,
      },
      ports,
      signal,
    ),
});
