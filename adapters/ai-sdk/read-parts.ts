import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { AnswerEnd } from '../../core/model/ask-in-turn.ts';
import type { Hearing } from '../../core/model/hearing.ts';
import type { TokenUsage } from '../../core/ports/model.ts';
import { NoAnswer } from '../node/no-answer.ts';
import { faultOfError } from './http-fault.ts';

type Finish = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/** Undefined where the server did not count. */
function usageOf({ inputTokens: input, outputTokens: output }: LanguageModelV4Usage): TokenUsage | undefined {
  if (input.total === undefined || output.total === undefined) return undefined;
  const cacheReadTokens = input.cacheRead ?? 0;
  const cacheWriteTokens = input.cacheWrite ?? 0;
  const inputTokens = input.noCache ?? input.total - cacheReadTokens - cacheWriteTokens;
  return { inputTokens, outputTokens: output.total, cacheReadTokens, cacheWriteTokens };
}

/** Words that some servers have for a plain end. */
const plainEnds: ReadonlySet<string> = new Set(['eos', 'eos_token', 'end_turn']);

function endOf({ finishReason: { unified, raw } }: Finish): AnswerEnd {
  switch (unified) {
    case 'stop':
      return 'whole';
    case 'length':
      return 'length';
    case 'content-filter':
      return 'refused';
    case 'interrupted':
      throw new NoAnswer();
    default:
      if (plainEnds.has(raw ?? '')) return 'whole';
      throw new NoAnswer(`The model stopped for a reason that gives no answer (${raw ?? unified}).`);
  }
}

/** What Anthropic says of a refusal beside the answer. */
function reasonOf({ providerMetadata }: Finish): string {
  const details = providerMetadata?.anthropic?.stopDetails;
  const isObject = typeof details === 'object' && details !== null && 'explanation' in details;
  return isObject && typeof details.explanation === 'string' ? details.explanation : '';
}

/** Hears a stream of the SDK to its end. */
export async function readParts(
  parts: AsyncIterable<LanguageModelV4StreamPart>,
  hearing: Hearing,
  onBegin: () => void,
): Promise<AnswerEnd> {
  for await (const part of parts) {
    switch (part.type) {
      case 'text-delta':
        onBegin();
        hearing.writes(part.delta);
        break;
      case 'reasoning-start':
        hearing.thinks('');
        break;
      case 'reasoning-delta':
        onBegin();
        hearing.thinks(part.delta);
        break;
      case 'error':
        throw faultOfError(part.error);
      case 'finish':
        return finished(part, hearing);
      default:
    }
  }
  throw new NoAnswer();
}

function finished(part: Finish, hearing: Hearing): AnswerEnd {
  const usage = usageOf(part.usage);
  if (usage !== undefined) hearing.took(usage);
  const end = endOf(part);
  if (end === 'refused' && hearing.text() === '') hearing.writes(reasonOf(part));
  return end;
}
