import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { AnswerEnd } from '../../core/model/ask-in-turn.ts';
import type { Hearing } from '../../core/model/hearing.ts';
import type { ModelRequest } from '../../core/model/model-request.ts';
import { NoAnswer } from '../node/no-answer.ts';
import { readWatched, type SilenceLimits, watchSilence } from '../node/silence-watch.ts';
import { faultOfBody, ServerFault } from './http-fault.ts';
import { plainMessages } from './prompt.ts';
import { sendRequest } from './send-request.ts';

/** An Ollama server; `base` is its address without `/v1`. */
export interface Ollama {
  readonly base: string;
  readonly limits: SilenceLimits;
}

/** A machine that loads 30 billion parameters and reads a long prompt may take minutes to the first word. */
export const ollamaFirstEventTimeoutMs = 600_000;

/** Room for a whole app and its answer; Ollama's own default is 4,096 tokens, and what does not fit is left out without a word. */
const contextTokens = 32_768;

const lineSchema = z.looseObject({
  message: z
    .looseObject({ content: z.string().default(''), thinking: z.string().optional() })
    .default({ content: '' }),
  done: z.boolean().default(false),
  done_reason: z.string().optional(),
  prompt_eval_count: z.number().default(0),
  eval_count: z.number().default(0),
  error: z.string().optional(),
});
type Line = z.infer<typeof lineSchema>;

const bodyOf = (request: ModelRequest): object => ({
  model: request.facts.id,
  messages: plainMessages(request),
  stream: true,
  // A model that can think does so unless it is told not to.
  think: request.effort ?? false,
  // A prompt that does not fit is an error and not a shorter prompt.
  truncate: false,
  shift: false,
  options: {
    num_ctx: Math.min(contextTokens, request.facts.context_tokens),
    num_predict: request.maxTokens,
  },
});

const headersFor = (key: string): Record<string, string> => ({
  'content-type': 'application/json',
  ...(key !== '' && { authorization: `Bearer ${key}` }),
});

/** True where an Ollama server answers, whose own API takes what its copy of OpenAI's leaves out: the length of the context. */
export async function isOllama(base: string, key: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${base}/api/version`, {
    redirect: 'error',
    headers: headersFor(key),
    signal: AbortSignal.any([signal, AbortSignal.timeout(3_000)]),
  });
  const answer: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  return z.looseObject({ version: z.string() }).safeParse(answer).success;
}

async function* linesOf(response: AsyncIterable<Buffer>, onPiece: () => void): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of response) {
    onPiece();
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield lineSchema.parse(JSON.parse(line));
  }
}

function hear({ message, error }: Line, hearing: Hearing): void {
  if (error !== undefined) throw new ServerFault(error, {});
  if (message.thinking !== undefined && message.thinking !== '') hearing.thinks(message.thinking);
  hearing.writes(message.content);
}

function endOf(line: Line, hearing: Hearing): AnswerEnd {
  const { done_reason: reason = 'stop', prompt_eval_count: inputTokens, eval_count: outputTokens } = line;
  hearing.took({ inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 });
  if (reason === 'length') return 'length';
  if (reason === 'stop') return 'whole';
  throw new NoAnswer(`The model stopped for a reason that gives no answer (${reason}).`);
}

async function refusal(response: IncomingMessage, pieces: AsyncIterable<Buffer>): Promise<ServerFault> {
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(piece);
  const { 'retry-after': after } = response.headers;
  const headers = after === undefined ? undefined : { 'retry-after': after };
  return faultOfBody(Buffer.concat(parts).toString('utf8'), response.statusCode ?? 0, headers ?? {});
}

/** Asks an Ollama server once, by its own API. */
export async function askOllama(
  { base, limits }: Ollama,
  {
    key,
    request,
    hearing,
  }: { readonly key: string; readonly request: ModelRequest; readonly hearing: Hearing },
  signal: AbortSignal,
): Promise<AnswerEnd> {
  const watch = watchSilence(limits, signal);
  try {
    const sent = { headers: headersFor(key), body: JSON.stringify(bodyOf(request)), signal: watch.signal };
    const response = await watch.waitFor(sendRequest(`${base}/api/chat`, sent));
    const pieces = readWatched<Buffer>(response, watch);
    if (response.statusCode !== 200) throw await refusal(response, pieces);
    for await (const line of linesOf(pieces, watch.hears)) {
      watch.begins();
      hear(line, hearing);
      if (line.done) return endOf(line, hearing);
    }
    throw new NoAnswer();
  } finally {
    watch.end();
  }
}
