import type { TokenUsage as BedrockUsage, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { DependencyFailed, PolicyDenied } from '../../../core/errors.ts';
import type { ModelTurn, TokenUsage } from '../../../core/ports/model.ts';

/** A stream as it was received, before anything is made of it. */
interface Received {
  text: string;
  toolJson: string;
  stopReason: string | undefined;
  usage: BedrockUsage | undefined;
}

const delta = (event: ConverseStreamOutput): { readonly text: string; readonly toolJson: string } => ({
  text: event.contentBlockDelta?.delta?.text ?? '',
  toolJson: event.contentBlockDelta?.delta?.toolUse?.input ?? '',
});

async function receive(
  stream: AsyncIterable<ConverseStreamOutput>,
  onDelta: ((text: string) => void) | undefined,
): Promise<Received> {
  const received: Received = { text: '', toolJson: '', stopReason: undefined, usage: undefined };
  for await (const event of stream) {
    const { text, toolJson } = delta(event);
    received.text += text;
    received.toolJson += toolJson;
    received.stopReason ??= event.messageStop?.stopReason;
    received.usage ??= event.metadata?.usage;
    if (text || toolJson) onDelta?.(text || toolJson);
  }
  return received;
}

const usageOf = (usage: BedrockUsage): TokenUsage => ({
  inputTokens: usage.inputTokens ?? 0,
  outputTokens: usage.outputTokens ?? 0,
  cacheReadTokens: usage.cacheReadInputTokens ?? 0,
  cacheWriteTokens: usage.cacheWriteInputTokens ?? 0,
});

const parseToolInput = (json: string, usage: TokenUsage): unknown => {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new DependencyFailed(
      'model-answer-malformed',
      'The model ended its answer with a tool input that is not JSON. Try again.',
      {
        cause,
        details: { sizeBytes: Buffer.byteLength(json), usage },
      },
    );
  }
};

/** Reads a ConverseStream to its end. A stream that breaks off, or that never says what it cost, is a DependencyFailed and never an answer. */
export async function readTurn(
  modelId: string,
  stream: AsyncIterable<ConverseStreamOutput>,
  onDelta?: (text: string) => void,
): Promise<ModelTurn> {
  const { text, toolJson, stopReason, usage: reported } = await receive(stream, onDelta);
  if (stopReason === undefined || reported === undefined)
    throw new DependencyFailed(
      'model-stream-broken',
      "The model's answer broke off before its end. Try again.",
    );
  const turn = { modelId, usage: usageOf(reported) };
  switch (stopReason) {
    case 'tool_use':
    case 'end_turn':
    case 'stop_sequence':
      if (toolJson === '') return { ...turn, stop: 'refused', text };
      return { ...turn, stop: 'answered', toolInput: parseToolInput(toolJson, turn.usage), text };
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return { ...turn, stop: 'cut-off', partial: toolJson || text };
    case 'guardrail_intervened':
      throw new PolicyDenied(
        'guardrail_intervened',
        'The guardrail of this installation refuses this. Say it in other words, or ask whoever runs this Gantry what it lets through.',
        { details: { failures: [{ modelId, usage: turn.usage }] } },
      );
    case 'content_filtered':
    case 'refusal':
      return { ...turn, stop: 'refused', text };
    default:
      throw new DependencyFailed(
        'model-answer-malformed',
        `The model stopped for a reason that gives no answer (${stopReason}). Try again.`,
        { details: { usage: turn.usage } },
      );
  }
}
