import * as z from 'zod';
import { readBlock } from '../../adapters/node/render-prompt.ts';
import type { ModelCall, PromptBlock } from '../../core/ports/model.ts';

/** A text, or the point up to which everything is kept. */
const contentSchema = z.looseObject({ text: z.string().optional(), cachePoint: z.unknown().optional() });
type Content = z.infer<typeof contentSchema>;

const effortSchema = z.enum(['low', 'medium', 'high']);

/** What a ConverseStream request holds, as far as an author reads it. */
export const converseRequestSchema = z.looseObject({
  system: z.array(contentSchema).default([]),
  messages: z
    .array(z.object({ role: z.enum(['user', 'assistant']), content: z.array(contentSchema).min(1) }))
    .min(1),
  inferenceConfig: z.looseObject({ maxTokens: z.number().int().positive() }),
  additionalModelRequestFields: z
    .looseObject({
      output_config: z.looseObject({ effort: effortSchema.optional() }).optional(),
      reasoning_effort: effortSchema.optional(),
    })
    .default({}),
});
export type ConverseRequest = z.infer<typeof converseRequestSchema>;

/** How much a model that thinks by itself is told to think; undefined where nothing is said of it. */
export function effortOf({
  additionalModelRequestFields: fields,
}: ConverseRequest): ModelCall['effort'] | undefined {
  return fields.output_config?.effort ?? fields.reasoning_effort;
}

/** True where the request asks for something to be kept. */
export const asksToKeep = ({ system }: ConverseRequest): boolean =>
  system.some(({ cachePoint }) => cachePoint !== undefined);

/** The blocks that a list of texts and cache points was made of. */
function blocksOf(content: readonly Content[]): PromptBlock[] {
  const blocks: PromptBlock[] = [];
  for (const { text, cachePoint } of content) {
    const last = blocks.at(-1);
    if (text !== undefined) blocks.push(readBlock(text));
    else if (cachePoint !== undefined && last !== undefined)
      blocks.splice(-1, 1, { ...last, isCached: true });
  }
  return blocks;
}

/** The call that a request was made of; Converse knows no roles, so everything is an author's. */
export function callOf(request: ConverseRequest): ModelCall {
  return {
    role: 'author',
    effort: effortOf(request) ?? 'medium',
    system: request.system.flatMap(({ text }) => (text === undefined ? [] : [text])),
    messages: request.messages.map(({ role, content }) => ({ role, blocks: blocksOf(content) })),
    maxTokens: request.inferenceConfig.maxTokens,
  };
}
