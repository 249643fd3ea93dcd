import type {
  TokenUsage as BedrockUsage,
  ContentBlockDelta,
  ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { PolicyDenied } from '../../../core/errors.ts';
import type { AnswerEnd } from '../../../core/model/ask-in-turn.ts';
import type { Hearing } from '../../../core/model/hearing.ts';
import type { TokenUsage } from '../../../core/ports/model.ts';
import { NoAnswer } from '../../node/no-answer.ts';
import type { SilenceWatch } from '../../node/silence-watch.ts';

const usageOf = (usage: BedrockUsage): TokenUsage => ({
  inputTokens: usage.inputTokens ?? 0,
  outputTokens: usage.outputTokens ?? 0,
  cacheReadTokens: usage.cacheReadInputTokens ?? 0,
  cacheWriteTokens: usage.cacheWriteInputTokens ?? 0,
});

function hearDelta({ text, reasoningContent }: ContentBlockDelta, hearing: Hearing): void {
  if (text !== undefined) hearing.writes(text);
  if (reasoningContent !== undefined) hearing.thinks(reasoningContent.text ?? '');
}

/** Hears a stream to its end and answers why it stopped; rejects where it breaks off. */
export async function readStream(
  events: AsyncIterable<ConverseStreamOutput>,
  hearing: Hearing,
  watch: SilenceWatch,
): Promise<string> {
  let stopReason: string | undefined;
  for await (const event of events) {
    watch.hears();
    if (event.contentBlockDelta?.delta !== undefined) {
      watch.begins();
      hearDelta(event.contentBlockDelta.delta, hearing);
    }
    stopReason ??= event.messageStop?.stopReason;
    if (event.metadata?.usage !== undefined) hearing.took(usageOf(event.metadata.usage));
  }
  if (stopReason === undefined) throw new NoAnswer();
  return stopReason;
}

/** How an answer ended that stopped for this reason; PolicyDenied where a guardrail stopped it. */
export function endFor(stopReason: string, modelId: string, hearing: Hearing): AnswerEnd {
  switch (stopReason) {
    case 'end_turn':
    case 'stop_sequence':
      return 'whole';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'content_filtered':
    case 'refusal':
      return 'refused';
    case 'guardrail_intervened':
      throw new PolicyDenied(
        'guardrail_intervened',
        'The guardrail of this installation refuses this. Say it in other words, or ask whoever runs this Gantry what it lets through.',
        { details: { unpaid: [{ modelId, ...hearing.usage() }] } },
      );
    default:
      throw new NoAnswer(`The model stopped for a reason that gives no answer (${stopReason}).`);
  }
}
