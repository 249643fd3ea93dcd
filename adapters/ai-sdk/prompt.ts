import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { ModelRequest, RequestTurn } from '../../core/model/model-request.ts';
import { renderBlock } from '../node/render-prompt.ts';

/** Anthropic's word for the end of what it keeps. */
const cachePoint = { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } } as const;

const messageOf = (role: RequestTurn['role'], content: readonly TextPart[]): LanguageModelV4Message => ({
  role,
  content: [...content],
});

interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly providerOptions?: (typeof cachePoint)['providerOptions'];
}

/** A request in blocks, those that end what is kept marked. */
export function promptInBlocks(request: ModelRequest): LanguageModelV4Prompt {
  const last = request.system.length - 1;
  return [
    ...request.system.map((content, index) => ({
      role: 'system' as const,
      content,
      ...(request.cachesSystem && index === last && cachePoint),
    })),
    ...request.turns.map(({ role, blocks }) =>
      messageOf(
        role,
        blocks.map(({ block, endsCache }) => ({
          type: 'text',
          text: renderBlock(block),
          ...(endsCache && cachePoint),
        })),
      ),
    ),
  ];
}

export interface PlainMessage {
  readonly role: 'system' | RequestTurn['role'];
  readonly content: string;
}

/** A request with one text a message, which every server's chat template takes. What a model wrote itself stays as it is. */
export function plainMessages({ system, turns }: ModelRequest): readonly PlainMessage[] {
  return [
    ...(system.length === 0 ? [] : [{ role: 'system' as const, content: system.join('\n\n') }]),
    ...turns.map(({ role, blocks }) => ({
      role,
      content: blocks.map(({ block }) => renderBlock(block)).join(role === 'user' ? '\n\n' : ''),
    })),
  ];
}

/** The same as the SDK wants it. */
export function promptInTexts(request: ModelRequest): LanguageModelV4Prompt {
  return plainMessages(request).map(({ role, content }) =>
    role === 'system' ? { role, content } : messageOf(role, [{ type: 'text', text: content }]),
  );
}
