import { askAuthor } from '../../core/skill/ask-author.ts';
import { dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { draftInputSchema, draftOutputSchema } from '../../core/skill/hook-inputs.ts';
import { showAgreed, showFailure } from '../../core/skill/show-agreed.ts';
import { showSource, taskBlock } from '../../core/skill/show-source.ts';

/** Asks an author for a new app, or for what changes in one that is extended. */
export const skill = defineSkill({
  input: draftInputSchema,
  output: draftOutputSchema,
  execute: ({ input, ports, signal }) =>
    askAuthor(
      {
        first: 'app',
        effort: input.failed === null ? 'medium' : 'high',
        instructions: input.instructions,
        blocks: [
          ...showSource(input.source, input.changed),
          taskBlock(input.task),
          ...dataBlock('app', input.app),
          ...showAgreed(input),
          ...(input.failed === null ? [] : showFailure(input.failed, 'rethink')),
        ],
        progress: input.progress,
      },
      ports,
      signal,
    ),
});
