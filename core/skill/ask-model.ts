import * as z from 'zod';
import type { PromptBlock } from '../ports/model.ts';
import type { SkillPorts } from './define-skill.ts';
import type { ModelOutcome } from './model-outcome.ts';

/** A question to the model that it answers through one tool, whose input `schema` describes. */
export interface ModelQuestion<T extends z.ZodType> {
  readonly instructions: readonly string[];
  readonly blocks: readonly PromptBlock[];
  readonly tool: { readonly name: string; readonly description: string; readonly schema: T };
  readonly maxTokens: number;
}

/** Asks once. The answer is checked against the schema and never repaired; errors of the model port pass through. */
export async function askModel<T extends z.ZodType>(
  question: ModelQuestion<T>,
  ports: SkillPorts,
  signal: AbortSignal,
): Promise<ModelOutcome<z.infer<T>>> {
  const { $schema: _dialect, ...inputSchema } = z.toJSONSchema(question.tool.schema) as Record<
    string,
    unknown
  >;
  const turn = await ports.model.converse(
    {
      system: question.instructions,
      messages: [{ role: 'user', blocks: question.blocks }],
      tool: { name: question.tool.name, description: question.tool.description, inputSchema },
      maxTokens: question.maxTokens,
    },
    { signal, ...(ports.onDelta && { onDelta: ports.onDelta }) },
  );
  const spent = { model_id: turn.modelId, usage: turn.usage };
  if (turn.stop === 'cut-off') return { kind: 'cut-off', partial: turn.partial, ...spent };
  if (turn.stop === 'refused') return { kind: 'refused', text: turn.text, ...spent };
  const parsed = question.tool.schema.safeParse(turn.toolInput);
  if (!parsed.success) return { kind: 'unreadable', why: z.prettifyError(parsed.error), ...spent };
  return { kind: 'answered', answer: parsed.data, ...spent };
}

/** A block of somebody's words under a label, or nothing when there are none. */
export function dataBlock(label: string, value: unknown): readonly PromptBlock[] {
  if (value === null || value === undefined) return [];
  return [{ kind: 'data', label, text: typeof value === 'string' ? value : JSON.stringify(value, null, 1) }];
}
