import { askModel, dataBlock } from '../../core/skill/ask-model.ts';
import { defineSkill } from '../../core/skill/define-skill.ts';
import { consultInputSchema, consultOutputSchema } from '../../core/skill/hook-inputs.ts';
import { consultSchema } from '../../core/wire/chat.ts';

/** Asks the model what a chat message means for the plan. */
export const skill = defineSkill({
  input: consultInputSchema,
  output: consultOutputSchema,
  execute: ({ input, ports, signal }) =>
    askModel(
      {
        role: 'quick',
        effort: 'low',
        instructions: input.instructions,
        blocks: [
          ...dataBlock('app', input.app),
          ...dataBlock('conversation', input.conversation.length === 0 ? null : input.conversation),
          ...dataBlock('plan', input.plan),
          ...dataBlock('waiting', input.waiting.length === 0 ? null : input.waiting),
          ...dataBlock('message', input.message),
        ],
        answer: { name: 'decision', schema: consultSchema },
        spoken: 'reply',
        maxTokens: 2_000,
      },
      ports,
      signal,
    ),
});
