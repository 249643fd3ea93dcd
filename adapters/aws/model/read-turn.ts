import type { TokenUsage as BedrockUsage, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { DependencyFailed, PolicyDenied } from '../../../core/errors.ts';
import type { ModelTurn, TokenUsage } from '../../../core/ports/model.ts';

/** A stream as far as it was received, before anything is made of it. */
export interface Received {
  text: string;
  toolJson: string;
  heardBytes: number;
  stopReason: string | undefined;
  usage: TokenUsage | undefined;
}

export const nothingReceived = (): Received => ({
  text: '',
  toolJson: '',
  heardBytes: 0,
  stopReason: undefined,
  usage: undefined,
});

const delta = (event: ConverseStreamOutput): { readonly text: string; readonly toolJson: string } => ({
  text: event.contentBlockDelta?.delta?.text ?? '',
  toolJson: event.contentBlockDelta?.delta?.toolUse?.input ?? '',
});

/** Adds a stream to `received`, which holds what came of it where it breaks off. */
export async function receive(
  received: Received,
  stream: AsyncIterable<ConverseStreamOutput>,
  onDelta: ((text: string) => void) | undefined,
): Promise<void> {
  for await (const event of stream) {
    const { text, toolJson } = delta(event);
    received.text += text;
    received.toolJson += toolJson;
    received.heardBytes += Buffer.byteLength(text) + Buffer.byteLength(toolJson);
    received.stopReason ??= event.messageStop?.stopReason;
    received.usage ??= event.metadata?.usage && usageOf(event.metadata.usage);
    if (text || toolJson) onDelta?.(text || toolJson);
  }
}

const usageOf = (usage: BedrockUsage): TokenUsage => ({
  inputTokens: usage.inputTokens ?? 0,
  outputTokens: usage.outputTokens ?? 0,
  cacheReadTokens: usage.cacheReadInputTokens ?? 0,
  cacheWriteTokens: usage.cacheWriteInputTokens ?? 0,
});

const parseToolInput = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new DependencyFailed(
      'model-answer-malformed',
      'The model ended its answer with a tool input that is not JSON. Try again.',
      { cause, details: { sizeBytes: Buffer.byteLength(json) } },
    );
  }
};

/** What a stream says that was read to its end. One that broke off, or that never said what it cost, is a DependencyFailed and never an answer. */
export function readTurn(
  modelId: string,
  { text, toolJson, stopReason, usage }: Omit<Received, 'heardBytes'>,
): ModelTurn {
  if (stopReason === undefined || usage === undefined)
    throw new DependencyFailed(
      'model-stream-broken',
      "The model's answer broke off before its end. Try again.",
    );
  const turn = { modelId, usage };
  switch (stopReason) {
    case 'tool_use':
    case 'end_turn':
    case 'stop_sequence':
      if (toolJson === '') return { ...turn, stop: 'refused', text };
      return { ...turn, stop: 'answered', toolInput: parseToolInput(toolJson), text };
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return { ...turn, stop: 'cut-off', partial: toolJson || text };
    case 'guardrail_intervened':
      throw new PolicyDenied(
        'guardrail_intervened',
        'The guardrail of this installation refuses this. Say it in other words, or ask whoever runs this Gantry what it lets through.',
        { details: { unpaid: [{ ...turn, isEstimate: false }] } },
      );
    case 'content_filtered':
    case 'refusal':
      return { ...turn, stop: 'refused', text };
    default:
      throw new DependencyFailed(
        'model-answer-malformed',
        `The model stopped for a reason that gives no answer (${stopReason}). Try again.`,
      );
  }
}
