import type { ContentBlock, ConverseStreamCommandInput, Message } from '@aws-sdk/client-bedrock-runtime';
import type { ModelRequest, RequestTurn } from '../../../core/model/model-request.ts';
import type { PromptBlock } from '../../../core/ports/model.ts';
import { renderBlock } from '../../node/render-prompt.ts';

/** A guardrail of Amazon Bedrock. */
export interface Guardrail {
  readonly id: string;
  /** A number, or `DRAFT`. */
  readonly version: string;
}

type AdditionalFields = Pick<ConverseStreamCommandInput, 'additionalModelRequestFields'>;

const cachePoint = { cachePoint: { type: 'default' } } as const;

function contentOf(block: PromptBlock, guardrail: Guardrail | undefined): readonly ContentBlock[] {
  const text = renderBlock(block);
  // What is marked so is all that a guardrail judges: our own words would look like an attack to it.
  const isJudged = guardrail !== undefined && block.kind !== 'instruction';
  const words = isJudged ? { guardContent: { text: { text } } } : { text };
  if (!('png' in block) || block.png === undefined) return [words];
  const source = { bytes: Buffer.from(block.png, 'base64') };
  const image = { format: 'png', source } as const;
  return [words, isJudged ? { guardContent: { image } } : { image }];
}

const messageOf = ({ role, blocks }: RequestTurn, guardrail: Guardrail | undefined): Message => ({
  role,
  content: blocks.flatMap(({ block, endsCache }) => [
    ...contentOf(block, guardrail),
    ...(endsCache ? [cachePoint] : []),
  ]),
});

/**
 * How a model that thinks by itself is told how much. Claude's own parameters go beside Converse's; what it thinks is asked for in summary,
 * because newer ones send nothing at all while they think unless they are asked, and a long silence would look like a lost stream.
 */
function thinkingFields({ effort, facts }: ModelRequest): AdditionalFields {
  if (effort === undefined) return {};
  if (!facts.match.includes('claude')) return { additionalModelRequestFields: { reasoning_effort: effort } };
  const thinking = { type: 'adaptive', display: 'summarized' };
  return { additionalModelRequestFields: { thinking, output_config: { effort } } };
}

/** What Converse is asked. A cache point stands after the fixed system parts, and after each block that ends what is kept. */
export function converseInput(
  request: ModelRequest,
  guardrail: Guardrail | undefined,
): ConverseStreamCommandInput {
  return {
    modelId: request.facts.id,
    system: [...request.system.map((text) => ({ text })), ...(request.cachesSystem ? [cachePoint] : [])],
    messages: request.turns.map((turn) => messageOf(turn, guardrail)),
    inferenceConfig: { maxTokens: request.maxTokens },
    ...thinkingFields(request),
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
