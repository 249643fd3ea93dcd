import { askAuthor } from '../../core/skill/ask-author.ts';
import { dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { healInputSchema, healOutputSchema } from '../../core/skill/hook-inputs.ts';
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
          ...dataBlock('plan', input.plan),
          ...dataBlock('checks', input.checks.length === 0 ? null : input.checks),
          ...dataBlock('left_out', input.left_out.length === 0 ? null : input.left_out),
          ...dataBlock('request', input.request),
          ...dataBlock('earlier_heals', input.earlier_heals.length === 0 ? null : input.earlier_heals),
          ...dataBlock('failure', {
            kind: input.failure.kind,
            step: input.failure.step,
            message: input.failure.message,
            log_tail: input.failure.excerpt,
            findings: input.findings,
            strategy: input.strategy,
          }),
        ],
        progress: input.progress,
      },
      ports,
      signal,
    ),
});
