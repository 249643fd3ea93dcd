import * as z from 'zod';
import type { ModelCall, PromptBlock } from '../../core/ports/model.ts';

const textSchema = z.looseObject({ text: z.string().optional() });

/** What a ConverseStream request holds, as far as an author reads it. */
export const converseRequestSchema = z.looseObject({
  system: z.array(textSchema).default([]),
  messages: z
    .array(z.object({ role: z.enum(['user', 'assistant']), content: z.array(textSchema).min(1) }))
    .min(1),
  toolConfig: z.looseObject({
    tools: z
      .array(
        z.looseObject({
          toolSpec: z
            .looseObject({
              name: z.string(),
              description: z.string().default(''),
              inputSchema: z.looseObject({ json: z.record(z.string(), z.unknown()) }),
            })
            .optional(),
        }),
      )
      .min(1),
  }),
  inferenceConfig: z.looseObject({ maxTokens: z.number().int().positive() }),
});
export type ConverseRequest = z.infer<typeof converseRequestSchema>;

const dataForm = /^<data-([0-9a-f]+) label="([^"]*)">\n([\s\S]*)\n<\/data-\1>$/;

/** Data comes between marks that hold a number of the call; everything else is an instruction. */
function readBlock(text: string): PromptBlock {
  const [, , label, data] = dataForm.exec(text) ?? [];
  if (label === undefined || data === undefined) return { kind: 'instruction', text };
  return { kind: 'data', label: decodeLabel(label), text: data };
}

const decodeLabel = (label: string): string =>
  label.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** The call that a request was made of; undefined where it names no tool. */
export function callOf(request: ConverseRequest): ModelCall | undefined {
  const tool = request.toolConfig.tools.find(({ toolSpec }) => toolSpec !== undefined)?.toolSpec;
  if (tool === undefined) return undefined;
  return {
    system: textsOf(request.system),
    messages: request.messages.map(({ role, content }) => ({
      role,
      blocks: textsOf(content).map(readBlock),
    })),
    tool: { name: tool.name, description: tool.description, inputSchema: tool.inputSchema.json },
    maxTokens: request.inferenceConfig.maxTokens,
  };
}

/** The texts of a list that also holds cache points. */
export const textsOf = (content: readonly { readonly text?: string | undefined }[]): string[] =>
  content.flatMap(({ text }) => (text === undefined ? [] : [text]));
