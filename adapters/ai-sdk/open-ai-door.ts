import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelDoor } from '../../core/model/ask-in-turn.ts';
import { otherServer } from '../../core/model/choose-models.ts';
import type { ModelRequest } from '../../core/model/model-request.ts';
import type { Remedies } from '../../core/model/no-model-answered.ts';
import { limitsOf, type SilenceLimits, type SilenceWatch } from '../node/silence-watch.ts';
import { type ApiKey, askLanguageModel } from './ask-language-model.ts';
import { readServerFault } from './fault.ts';
import { keepKey } from './keep-key.ts';
import { askOllama, isOllama, ollamaFirstEventTimeoutMs } from './ollama.ts';
import { promptInTexts } from './prompt.ts';
import { watchedFetch } from './watched-fetch.ts';

export interface OpenAiConfig extends Partial<SilenceLimits> {
  /** Such as https://api.openai.com/v1 or http://localhost:11434/v1. */
  readonly baseUrl: string;
  /** Servers of one's own want none. */
  readonly apiKey?: ApiKey;
}

const remediesOf = (name: string): Remedies => ({
  credentials: `${name} did not accept the API key. Whoever runs this Gantry sets OPENAI_API_KEY to a key that is valid there.`,
  payment: `The account at ${name} has no credit left. Whoever pays for it adds credit, or raises the key's limit; then try again.`,
  access: `The API key may not use these models at ${name}. Whoever owns the account allows them, or whoever runs this Gantry names others in GANTRY_MODEL_IDS.`,
  'unknown-model': `${name} does not know this model. Whoever runs this Gantry corrects GANTRY_MODEL_IDS, or OPENAI_BASE_URL, which ends in /v1 at most servers; Ollama gets a model by \`ollama pull\`.`,
  parameters: `${name} refuses this model, or how it is asked. Name another one in GANTRY_MODEL_IDS, or correct OPENAI_BASE_URL or what models.yaml says of it.`,
  quota: `Ask ${name} for a higher limit, or name another model in GANTRY_MODEL_IDS.`,
});

/** A request as its server wants it: OpenAI's own models take no `max_tokens` any more, and other servers nothing else. */
export function nameLimit(baseUrl: string, body: Record<string, unknown>): Record<string, unknown> {
  if (otherServer(baseUrl) !== undefined) return body;
  const { max_tokens: limit, ...rest } = body;
  return { ...rest, max_completion_tokens: limit };
}

function connect(baseUrl: string, apiKey: string, modelId: string, watch: SilenceWatch): LanguageModelV4 {
  const provider = createOpenAICompatible({
    name: 'openai',
    baseURL: baseUrl,
    ...(apiKey !== '' && { apiKey }),
    fetch: watchedFetch(watch),
    includeUsage: true,
    transformRequestBody: (body) => nameLimit(baseUrl, body),
  });
  return provider(modelId);
}

/** Finds out once whether a server is Ollama; one that cannot be reached is asked again at the next call. */
function recogniseOllama(base: string): (key: string, signal: AbortSignal) => Promise<boolean> {
  let known = otherServer(base) === undefined ? false : undefined;
  return async (key, signal) => {
    known ??= await isOllama(base, key, signal).catch(() => undefined);
    return known ?? false;
  };
}

/** The slowest pace at which a model is taken to think. */
const msPerThought = 20;

/** OpenAI sends nothing at all while a model thinks, so its first word may take as long as all that it may think. */
const whileThinking = (limits: SilenceLimits, { thinkingTokens }: ModelRequest): SilenceLimits => ({
  ...limits,
  firstEventTimeoutMs: Math.max(limits.firstEventTimeoutMs, thinkingTokens * msPerThought),
});

/** Any server that speaks OpenAI's chat completions with streaming, and Ollama by its own API. */
export function openAiDoor(config: OpenAiConfig): ModelDoor {
  const baseUrl = config.baseUrl.replace(/\/+$/, '');
  const base = baseUrl.replace(/\/v1$/, '');
  const { firstEventTimeoutMs = ollamaFirstEventTimeoutMs } = config;
  const ollama = { base, limits: limitsOf({ ...config, firstEventTimeoutMs }) };
  const limits = limitsOf(config);
  const key = keepKey(config.apiKey);
  const isAtOllama = recogniseOllama(base);
  const service = otherServer(baseUrl) ?? 'OpenAI';
  return {
    service,
    remedies: remediesOf(service),
    readFault: (error) => readServerFault(error, key.secrets()),
    ask: async (request, hearing, signal) => {
      const apiKey = await key.get(signal);
      if (await isAtOllama(apiKey, signal))
        return askOllama(ollama, { key: apiKey, request, hearing }, signal);
      const { effort, facts, maxTokens } = request;
      const options = {
        prompt: promptInTexts(request),
        maxOutputTokens: maxTokens,
        ...(effort !== undefined && { providerOptions: { openai: { reasoningEffort: effort } } }),
      };
      const connected = async (watch: SilenceWatch) => connect(baseUrl, apiKey, facts.id, watch);
      const asking = { limits: whileThinking(limits, request), connect: connected, options };
      return askLanguageModel(asking, hearing, signal);
    },
  };
}
