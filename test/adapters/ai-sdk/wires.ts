import type { FaultName } from '../../contract/wire-bench.ts';
import type { Wire } from './wire-stand-in.ts';

const sse = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const named = (data: Readonly<Record<string, unknown>> & { readonly type: string }): string =>
  sse(data, data.type);

/** A content block of one piece of text or thought; Anthropic numbers them. */
const block = (index: number, type: 'text' | 'thinking', piece: string): string =>
  [
    named({
      type: 'content_block_start',
      index,
      content_block: type === 'text' ? { type, text: '' } : { type, thinking: '', signature: '' },
    }),
    named({
      type: 'content_block_delta',
      index,
      delta:
        type === 'text' ? { type: 'text_delta', text: piece } : { type: 'thinking_delta', thinking: piece },
    }),
    named({ type: 'content_block_stop', index }),
  ].join('');

const anthropicError = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
});
const anthropicFaults: Readonly<Record<FaultName, readonly [number, string, string]>> = {
  'wrong-key': [401, 'authentication_error', 'invalid x-api-key'],
  'unknown-model': [404, 'not_found_error', 'model: claude-one'],
  'too-long': [400, 'invalid_request_error', 'prompt is too long: 209303 tokens > 200000 maximum'],
  throttled: [
    429,
    'rate_limit_error',
    'This request would exceed the rate limit for your organization of 30,000 input tokens per minute.',
  ],
  overloaded: [529, 'overloaded_error', 'Overloaded'],
  'content-refused': [400, 'invalid_request_error', 'Output blocked by content filtering policy'],
  'no-credit': [
    400,
    'invalid_request_error',
    'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
  ],
};
const anthropicStops = { whole: 'end_turn', length: 'max_tokens', refused: 'refusal' } as const;
const anthropicErrors = {
  throttled: anthropicError('rate_limit_error', 'Number of request tokens has exceeded your rate limit'),
  overloaded: anthropicError('overloaded_error', 'Overloaded'),
  failed: anthropicError('api_error', 'Internal server error'),
};

/** Anthropic's Messages API. */
export const anthropicWire: Wire = {
  contentType: 'text/event-stream',
  answers: '/v1/messages',
  opening: named({
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-one',
      content: [],
      stop_reason: null,
      usage: {
        input_tokens: 11,
        output_tokens: 1,
        cache_read_input_tokens: 300,
        cache_creation_input_tokens: 20,
      },
    },
  }),
  write: (step) => {
    if ('text' in step) return block(1, 'text', step.text);
    if ('thinking' in step) return block(0, 'thinking', step.thinking);
    if ('ping' in step) return named({ type: 'ping' });
    if ('error' in step) return sse(anthropicErrors[step.error], 'error');
    return (
      named({
        type: 'message_delta',
        delta: { stop_reason: anthropicStops[step.end], stop_sequence: null },
        usage: { output_tokens: 7 },
      }) + named({ type: 'message_stop' })
    );
  },
  fault: (name) => {
    const [status, type, message] = anthropicFaults[name];
    return { status, body: anthropicError(type, message) };
  },
};

const chunk = (delta: object, finish: string | null = null): string =>
  sse({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'one',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
const openAiError = (message: string, type: string, code: string | null) => ({
  error: { message, type, param: null, code },
});
const openAiFaults: Readonly<Record<FaultName, (key: string) => readonly [number, object]>> = {
  'wrong-key': (key) => [
    401,
    openAiError(
      `Incorrect API key provided: ${key}. You can find your API key at https://platform.openai.com/account/api-keys.`,
      'invalid_request_error',
      'invalid_api_key',
    ),
  ],
  'unknown-model': () => [
    404,
    openAiError(
      'The model `one` does not exist or you do not have access to it.',
      'invalid_request_error',
      'model_not_found',
    ),
  ],
  'too-long': () => [
    400,
    openAiError(
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens. Please reduce the length of the messages.",
      'invalid_request_error',
      'context_length_exceeded',
    ),
  ],
  throttled: () => [
    429,
    openAiError(
      'Rate limit reached for one in organization org-1 on tokens per min (TPM): Limit 30000, Used 30000, Requested 9000.',
      'tokens',
      'rate_limit_exceeded',
    ),
  ],
  overloaded: () => [
    503,
    openAiError('The engine is currently overloaded, please try again later', 'server_error', null),
  ],
  'content-refused': () => [
    400,
    openAiError(
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
      'invalid_request_error',
      'content_filter',
    ),
  ],
  'no-credit': () => [
    429,
    openAiError(
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
      'insufficient_quota',
    ),
  ],
};
const openAiStops = { whole: 'stop', length: 'length', refused: 'content_filter' } as const;
const openAiErrors = {
  throttled: openAiError('Rate limit reached for one.', 'requests', 'rate_limit_exceeded'),
  overloaded: { error: { code: 503, message: 'No provider is available for this model right now.' } },
  failed: openAiError(
    'The server had an error while processing your request. Sorry about that!',
    'server_error',
    null,
  ),
};

/** OpenAI's chat completions, and OpenRouter's comments and errors in the midst of them. */
export const openAiWire: Wire = {
  contentType: 'text/event-stream',
  answers: '/v1/chat/completions',
  opening: chunk({ role: 'assistant', content: '' }),
  write: (step) => {
    if ('text' in step) return chunk({ content: step.text });
    if ('thinking' in step) return chunk({ reasoning_content: step.thinking });
    if ('ping' in step) return ': OPENROUTER PROCESSING\n\n';
    if ('error' in step) return sse(openAiErrors[step.error]);
    const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
    return (
      chunk({}, openAiStops[step.end]) +
      sse({
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'one',
        choices: [],
        usage,
      }) +
      sse('[DONE]')
    );
  },
  fault: (name, key) => {
    const [status, body] = openAiFaults[name](key);
    return { status, body };
  },
};

const line = (fields: object): string =>
  `${JSON.stringify({ model: 'one', created_at: '2026-11-30T00:00:00Z', ...fields })}\n`;
const ollamaFaults: Readonly<Record<FaultName, readonly [number, string]>> = {
  'wrong-key': [401, 'unauthorized'],
  'unknown-model': [404, "model 'one' not found"],
  'too-long': [
    400,
    'the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length',
  ],
  throttled: [429, 'too many requests'],
  overloaded: [503, 'server busy, please try again.  maximum pending requests exceeded'],
  'content-refused': [400, 'Output blocked by content filtering policy'],
  'no-credit': [402, 'this model requires a subscription, upgrade for access: https://ollama.com/upgrade'],
};
const ollamaErrors = {
  throttled: 'too many requests',
  overloaded: 'server busy, please try again.  maximum pending requests exceeded',
  failed: 'an error was encountered while running the model: unexpected EOF',
};

/** Ollama's own API. */
export const ollamaWire: Wire = {
  contentType: 'application/x-ndjson',
  routes: { '/api/version': '{"version":"0.14.2"}' },
  answers: '/api/chat',
  opening: '',
  write: (step) => {
    if ('text' in step) return line({ message: { role: 'assistant', content: step.text }, done: false });
    if ('thinking' in step)
      return line({ message: { role: 'assistant', content: '', thinking: step.thinking }, done: false });
    if ('error' in step) return `${JSON.stringify({ error: ollamaErrors[step.error] })}\n`;
    if ('ping' in step || step.end === 'refused') return undefined;
    return line({
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: step.end === 'whole' ? 'stop' : 'length',
      prompt_eval_count: 11,
      eval_count: 7,
    });
  },
  fault: (name) => {
    const [status, error] = ollamaFaults[name];
    return { status, body: { error } };
  },
};
