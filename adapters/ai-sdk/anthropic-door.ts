import { createAnthropic } from '@ai-sdk/anthropic';
import type { SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { ModelDoor } from '../../core/model/ask-in-turn.ts';
import type { ModelRequest } from '../../core/model/model-request.ts';
import { limitsOf, type SilenceLimits } from '../node/silence-watch.ts';
import { type ApiKey, askLanguageModel } from './ask-language-model.ts';
import { readServerFault } from './fault.ts';
import { keepKey } from './keep-key.ts';
import { promptInBlocks } from './prompt.ts';
import { watchedFetch } from './watched-fetch.ts';

export interface AnthropicConfig extends Partial<SilenceLimits> {
  readonly apiKey: ApiKey;
  /** Anthropic's own API unless said; `/v1` is added where it is missing. */
  readonly baseUrl?: string;
}

const remedies = {
  credentials:
    'Anthropic did not accept the API key. Whoever runs this Gantry sets ANTHROPIC_API_KEY to a key that is valid (platform.claude.com, API keys).',
  payment:
    "The account at Anthropic has no credit left. Whoever pays for it adds credit (platform.claude.com, Billing), or raises the key's limit; then try again.",
  access:
    "The API key may not use these models. Whoever owns the account at Anthropic allows them to the key's workspace, or whoever runs this Gantry names others in GANTRY_MODEL_IDS.",
  'unknown-model':
    'Anthropic does not know this model, or offers it no longer. Whoever runs this Gantry corrects GANTRY_MODEL_IDS.',
  parameters:
    'Anthropic refuses how this model is asked. Name another model in GANTRY_MODEL_IDS, or correct what models.yaml says of this one.',
  quota:
    'Ask Anthropic for a higher limit (platform.claude.com, Limits), or name another model in GANTRY_MODEL_IDS.',
} as const;

/**
 * Only what thinks by itself is told how much. What it thinks is asked for in summary, because newer models send nothing at all while they think
 * unless they are asked.
 */
const optionsFor = ({ effort }: ModelRequest): SharedV4ProviderOptions =>
  effort === undefined
    ? {}
    : { anthropic: { thinking: { type: 'adaptive', display: 'summarized' }, effort } };

const withVersion = (baseUrl: string): string => {
  const base = baseUrl.replace(/\/+$/, '');
  return base.endsWith('/v1') ? base : `${base}/v1`;
};

/** Anthropic's Messages API. */
export function anthropicDoor(config: AnthropicConfig): ModelDoor {
  const limits = limitsOf(config);
  const baseURL = withVersion(config.baseUrl ?? 'https://api.anthropic.com');
  const key = keepKey(config.apiKey);
  return {
    service: 'Anthropic',
    remedies,
    readFault: (error) => readServerFault(error, key.secrets()),
    ask: (request, hearing, signal) =>
      askLanguageModel(
        {
          limits,
          connect: async (watch) => {
            const apiKey = await key.get(watch.signal);
            return createAnthropic({ apiKey, baseURL, fetch: watchedFetch(watch) })(request.facts.id);
          },
          options: {
            prompt: promptInBlocks(request),
            maxOutputTokens: request.maxTokens,
            providerOptions: optionsFor(request),
          },
        },
        hearing,
        signal,
      ),
  };
}
