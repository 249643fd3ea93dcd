import type { Effort, ModelCall, ModelMessage, PromptBlock } from '../ports/model.ts';
import type { ModelFacts } from '../wire/models.ts';

/** A block as it is sent; `endsCache` asks the provider to keep everything up to its end. */
interface RequestBlock {
  readonly block: PromptBlock;
  readonly endsCache: boolean;
}

export interface RequestTurn {
  readonly role: ModelMessage['role'];
  readonly blocks: readonly RequestBlock[];
}

/** A call as one model is asked it: nothing empty, roles in alternation, and only what its family takes. */
export interface ModelRequest {
  readonly facts: ModelFacts;
  readonly system: readonly string[];
  readonly cachesSystem: boolean;
  readonly turns: readonly RequestTurn[];
  /** Tokens of answer and thinking together. */
  readonly maxTokens: number;
  /** Tokens of thinking that may never be shown. */
  readonly thinkingTokens: number;
  /** Said to models that think by themselves, and to no other. */
  readonly effort: Effort | undefined;
}

/** Providers keep four prefixes of a request; the system's is one. */
const mostCachedBlocks = 3;

const isEmpty = (block: PromptBlock): boolean => block.kind === 'instruction' && block.text.trim() === '';

function withoutPicture(block: PromptBlock): PromptBlock {
  if (!('png' in block)) return block;
  const { png: _picture, ...words } = block;
  return words;
}

/** Providers want roles in alternation and no empty turn; ours may repeat one. */
function alternate(
  messages: readonly ModelMessage[],
): { readonly role: ModelMessage['role']; readonly blocks: PromptBlock[] }[] {
  const turns: { readonly role: ModelMessage['role']; readonly blocks: PromptBlock[] }[] = [];
  for (const { role, blocks } of messages) {
    const sent = blocks.filter((block) => !isEmpty(block));
    const last = turns.at(-1);
    if (sent.length === 0) continue;
    if (last?.role === role) last.blocks.push(...sent);
    else turns.push({ role, blocks: [...sent] });
  }
  return turns;
}

/** The request that a call is to one model; beyond the provider's limit, the earliest ends of what is cached give way. */
export function requestOf(call: ModelCall, facts: ModelFacts): ModelRequest {
  const isCaching = facts.cache_minimum_tokens !== null;
  const turns = alternate(call.messages);
  const marked = new Set(
    turns
      .flatMap(({ blocks }) => blocks.filter(({ isCached }) => isCaching && isCached === true))
      .slice(-mostCachedBlocks),
  );
  const system = call.system.filter((text) => text.trim() !== '');
  const thinkingTokens = facts.thinking === 'always' ? facts.thinking_tokens[call.effort] : 0;
  return {
    facts,
    system,
    cachesSystem: isCaching && system.length > 0,
    turns: turns.map(({ role, blocks }) => ({
      role,
      blocks: blocks.map((block) => ({
        block: facts.takes_pictures === true ? block : withoutPicture(block),
        endsCache: marked.has(block),
      })),
    })),
    maxTokens: Math.min(call.maxTokens + thinkingTokens, facts.answer_tokens),
    thinkingTokens,
    effort: facts.thinking === 'always' ? call.effort : undefined,
  };
}
