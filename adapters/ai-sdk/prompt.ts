import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import type { ModelRequest, RequestTurn } from '../../core/model/model-request.ts';
import type { PromptBlock } from '../../core/ports/model.ts';
import { renderBlock } from '../node/render-prompt.ts';

/** Anthropic's word for the end of what it keeps. */
const cachePoint = { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } } as const;

const messageOf = (role: RequestTurn['role'], content: readonly Part[]): LanguageModelV4Message =>
  role === 'user'
    ? { role, content: [...content] }
    : { role, content: content.filter((part) => part.type === 'text') };

/** The picture of a block, where it has one that the model takes. */
function pictureOf(block: PromptBlock): readonly PicturePart[] {
  if (!('png' in block) || block.png === undefined) return [];
  return [{ type: 'file', mediaType: 'image/png', data: { type: 'data', data: block.png } }];
}

type Part = TextPart | PicturePart;
type PicturePart = LanguageModelV4FilePart;

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
        blocks.flatMap(({ block, endsCache }): Part[] => [
          { type: 'text', text: renderBlock(block), ...(endsCache && cachePoint) },
          ...pictureOf(block),
        ]),
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
  const { turns } = request;
  const plain = plainMessages(request);
  const before = plain.length - turns.length;
  return plain.map(({ role, content }, index) => {
    if (role === 'system') return { role, content };
    const pictures = turns[index - before]?.blocks.flatMap(({ block }) => pictureOf(block)) ?? [];
    return messageOf(role, [{ type: 'text', text: content }, ...pictures]);
  });
}
