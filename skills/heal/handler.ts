import { askAuthor } from '../../core/skill/ask-author.ts';
import { dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { healInputSchema, healOutputSchema } from '../../core/skill/hook-inputs.ts';
import { showAgreed, showFailure } from '../../core/skill/show-agreed.ts';
import { showSource, taskBlock } from '../../core/skill/show-source.ts';

/** Asks an author for the smallest change that mends a failure. */
export const skill = defineSkill({
  input: healInputSchema,
  output: healOutputSchema,
  execute: ({ input, ports, signal }) =>
    askAuthor(
      {
        first: 'diagnosis',
        effort: input.strategy === 'rethink' ? 'high' : 'low',
        instructions: input.instructions,
        blocks: [
          ...showSource(input.source, input.changed),
          taskBlock(input.task),
          ...showAgreed(input),
          ...dataBlock('earlier_heals', input.earlier_heals.length === 0 ? null : input.earlier_heals),
          ...showFailure(input, input.strategy),
        ],
        progress: input.progress,
      },
      ports,
      signal,
    ),
});
