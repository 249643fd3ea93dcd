import { askAuthor } from '../../core/skill/ask-author.ts';
import { dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { draftInputSchema, draftOutputSchema } from '../../core/skill/hook-inputs.ts';
import { showSource, taskBlock } from '../../core/skill/show-source.ts';

/** Asks an author for a new app, or for what changes in one that is extended. */
export const skill = defineSkill({
  input: draftInputSchema,
  output: draftOutputSchema,
  execute: ({ input, ports, signal }) =>
    askAuthor(
      {
        first: 'app',
        effort: 'medium',
        instructions: input.instructions,
        blocks: [
          ...showSource(input.source, input.changed),
          taskBlock(input.task),
          ...dataBlock('app', input.app),
          ...dataBlock('plan', input.plan),
          ...dataBlock('checks', input.checks.length === 0 ? null : input.checks),
          ...dataBlock('left_out', input.left_out.length === 0 ? null : input.left_out),
          ...dataBlock('request', input.request),
        ],
        progress: input.progress,
      },
      ports,
      signal,
    ),
});
