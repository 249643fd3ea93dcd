import * as z from 'zod';
import type { TokenUsage } from '../../core/ports/model.ts';
import { type AnswerEnd, type Author, AuthorFailed, type Piece } from './author.ts';
import { type ConverseRequest, textsOf } from './converse-request.ts';

export interface OpenAiConfig {
  /** The server's base, such as http://ollama:11434/v1; `/chat/completions` is added. */
  readonly url: string;
  readonly model: string;
  readonly apiKey: string | undefined;
}

const answerTimeoutMs = 600_000;

const chunkSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: z
          .looseObject({
            content: z.string().nullish(),
            tool_calls: z
              .array(
                z.looseObject({ function: z.looseObject({ arguments: z.string().nullish() }).optional() }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z
    .looseObject({ prompt_tokens: z.number().default(0), completion_tokens: z.number().default(0) })
    .nullish(),
});
type Chunk = z.infer<typeof chunkSchema>;

/** Any server that speaks OpenAI's chat completions with streaming and tools: Ollama, vLLM, llama.cpp. */
export function openAiAuthor({ url, model, apiKey }: OpenAiConfig): Author {
  return async (request, { signal, write }) => {
    const response = await fetch(`${url.replace(/\/$/, '')}/chat/completions`, {
      method: 'POST',
      // The prompts go where a person said, and nowhere else.
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(completionRequest(model, request)),
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new AuthorFailed(503, 'ServiceUnavailableException', `No model answers at ${url}.`, { cause });
    });
    if (!response.ok || response.body === null) throw await refusal(response);
    return readCompletion(response.body, write);
  };
}

function completionRequest(model: string, request: ConverseRequest): object {
  const tools = request.toolConfig.tools.flatMap(({ toolSpec }) =>
    toolSpec === undefined ? [] : [toolSpec],
  );
  const [tool] = tools;
  if (tool === undefined) throw new AuthorFailed(400, 'ValidationException', 'The request names no tool.');
  const system = textsOf(request.system).join('\n\n');
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: request.inferenceConfig.maxTokens,
    messages: [
      ...(system === '' ? [] : [{ role: 'system', content: system }]),
      ...request.messages.map(({ role, content }) => ({ role, content: textsOf(content).join('\n\n') })),
    ],
    tools: [
      {
        type: 'function',
        function: { name: tool.name, description: tool.description, parameters: tool.inputSchema.json },
      },
    ],
    tool_choice: { type: 'function', function: { name: tool.name } },
  };
}

async function refusal(response: Response): Promise<AuthorFailed> {
  const text = (await response.text().catch(() => '')).slice(0, 500);
  const message = `The model's server answered ${response.status}: ${text}`;
  if (response.status === 429) return new AuthorFailed(429, 'ThrottlingException', message);
  if (response.status >= 500) return new AuthorFailed(503, 'ServiceUnavailableException', message);
  return new AuthorFailed(400, 'ValidationException', message);
}

async function readCompletion(
  body: ReadableStream<Uint8Array>,
  write: (piece: Piece) => void,
): Promise<AnswerEnd> {
  let finish: string | undefined;
  let hasTool = false;
  let usage: TokenUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  for await (const chunk of chunksOf(body)) {
    const [choice] = chunk.choices;
    finish = choice?.finish_reason ?? finish;
    for (const piece of piecesOf(choice)) {
      hasTool ||= 'toolJson' in piece;
      write(piece);
    }
    if (chunk.usage) {
      const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = chunk.usage;
      usage = { ...usage, inputTokens, outputTokens };
    }
  }
  if (finish === undefined)
    throw new AuthorFailed(503, 'ModelStreamErrorException', "The model's answer broke off before its end.");
  return { stopReason: stopReasonOf(finish, hasTool), usage };
}

function piecesOf(choice: Chunk['choices'][number] | undefined): Piece[] {
  const text = choice?.delta?.content ?? '';
  const toolJson = (choice?.delta?.tool_calls ?? []).map((call) => call.function?.arguments ?? '').join('');
  return [...(text === '' ? [] : [{ text }]), ...(toolJson === '' ? [] : [{ toolJson }])];
}

function stopReasonOf(finish: string, hasTool: boolean): AnswerEnd['stopReason'] {
  if (finish === 'length') return 'max_tokens';
  if (finish === 'content_filter') return 'content_filtered';
  return hasTool ? 'tool_use' : 'end_turn';
}

/** The `data:` lines of a stream of server-sent events, to `[DONE]` or the end. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Chunk> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const data = /^data: ?(.*)$/.exec(line)?.[1];
      if (data === undefined || data === '[DONE]') continue;
      yield parseChunk(data);
    }
  }
}

function parseChunk(data: string): Chunk {
  try {
    return chunkSchema.parse(JSON.parse(data));
  } catch (cause) {
    throw new AuthorFailed(503, 'ModelStreamErrorException', "The model's server sent what it should not.", {
      cause,
    });
  }
}
