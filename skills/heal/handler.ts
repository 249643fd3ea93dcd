import { askModel, dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { healInputSchema, healOutputSchema } from '../../core/skill/hook-inputs.ts';
import { healSchema } from '../../core/wire/draft.ts';

/** Asks the model for the smallest change that mends a failure. */
export const skill = defineSkill({
  input: healInputSchema,
  output: healOutputSchema,
  execute: ({ input, ports, signal }) =>
    askModel(
      {
        instructions: input.instructions,
        blocks: [
          ...dataBlock('request', input.request),
          ...dataBlock('plan', input.plan),
          ...dataBlock('files', input.files),
          ...dataBlock('earlier_heals', input.earlier_heals.length === 0 ? null : input.earlier_heals),
          ...dataBlock('failure', {
            kind: input.failure.kind,
            step: input.failure.step,
            message: input.failure.message,
            log_tail: input.failure.excerpt,
            findings: input.findings,
            strategy: input.strategy,
          }),
          ...input.cut_off.flatMap((partial) => dataBlock('cut-off-answer', partial)),
        ],
        tool: {
          name: 'heal_app',
          description: 'Hands in the files that change, whole; null deletes one.',
          schema: healSchema,
        },
        maxTokens: 32_000,
      },
      ports,
      signal,
    ),
});
