import type {
  ContentBlock,
  ConverseStreamCommandInput,
  Message,
  ToolConfiguration,
} from '@aws-sdk/client-bedrock-runtime';
import type { ModelCall, ModelMessage, ModelTool, PromptBlock } from '../../../core/ports/model.ts';
import { cachesPrompts } from './model-ids.ts';

type JsonDocument = Extract<
  NonNullable<NonNullable<ToolConfiguration['tools']>[number]['toolSpec']>['inputSchema'],
  { json: unknown }
>['json'];

/** A guardrail of Amazon Bedrock. */
export interface Guardrail {
  readonly id: string;
  /** A number, or `DRAFT`. */
  readonly version: string;
}

interface ConverseSetting {
  readonly modelId: string;
  /** Unguessable, and new for each call. */
  readonly nonce: string;
  readonly guardrail: Guardrail | undefined;
}

const cachePoint = { cachePoint: { type: 'default' } } as const;

/** A label may name a file that somebody else chose: it must not end its attribute, its tag or its line. */
const labelText = (label: string): string =>
  label.replace(/[<>"&\p{Cc}]/gu, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** Data stands between marks that carry the call's nonce: what was written before the call cannot contain it, so it cannot close its block. */
const renderBlock = (block: PromptBlock, { nonce, guardrail }: ConverseSetting): ContentBlock => {
  if (block.kind === 'instruction') return { text: block.text };
  const text = `<data-${nonce} label="${labelText(block.label)}">\n${block.text}\n</data-${nonce}>`;
  // What is marked so is all that a guardrail judges: our own words would look like an attack to it.
  return guardrail === undefined ? { text } : { guardContent: { text: { text } } };
};

const isEmpty = ({ text }: ContentBlock): boolean => text !== undefined && text.trim() === '';

const renderMessage = (message: ModelMessage, setting: ConverseSetting): ContentBlock[] =>
  message.blocks.map((block) => renderBlock(block, setting)).filter((content) => !isEmpty(content));

/** Converse wants roles in alternation and no empty turn; ours may repeat one. */
const alternate = (messages: readonly ModelMessage[], setting: ConverseSetting): Message[] => {
  const turns: { role: ModelMessage['role']; content: ContentBlock[] }[] = [];
  for (const message of messages) {
    const content = renderMessage(message, setting);
    const last = turns.at(-1);
    if (content.length === 0) continue;
    if (last?.role === message.role) last.content.push(...content);
    else turns.push({ role: message.role, content });
  }
  return turns;
};

const toolConfig = (tool: ModelTool, isCached: boolean): ToolConfiguration => ({
  tools: [
    {
      toolSpec: {
        name: tool.name,
        description: tool.description,
        // A JSON Schema made by zod is plain JSON, which the SDK's document type cannot express.
        inputSchema: { json: tool.inputSchema as JsonDocument },
      },
    },
    ...(isCached ? [cachePoint] : []),
  ],
  toolChoice: { tool: { name: tool.name } },
});

/** What Converse is asked. Cache points stand after the tool and the fixed system parts. */
export function converseInput(call: ModelCall, setting: ConverseSetting): ConverseStreamCommandInput {
  const { modelId, guardrail } = setting;
  const isCached = cachesPrompts(modelId);
  return {
    modelId,
    system: [
      ...call.system.filter((text) => text.trim() !== '').map((text) => ({ text })),
      ...(isCached && call.system.length > 0 ? [cachePoint] : []),
    ],
    messages: alternate(call.messages, setting),
    toolConfig: toolConfig(call.tool, isCached),
    inferenceConfig: { maxTokens: call.maxTokens },
    ...(guardrail !== undefined && {
      guardrailConfig: {
        guardrailIdentifier: guardrail.id,
        guardrailVersion: guardrail.version,
        // Nothing is shown that was not judged first.
        streamProcessingMode: 'sync',
      },
    }),
  };
}
