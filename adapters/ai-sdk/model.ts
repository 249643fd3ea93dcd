import { askInTurn, type ModelDoor } from '../../core/model/ask-in-turn.ts';
import { otherServer } from '../../core/model/choose-models.ts';
import { nameModel } from '../../core/model/name-model.ts';
import type { Model } from '../../core/ports/model.ts';
import { pause } from '../node/pause.ts';
import { type AnthropicConfig, anthropicDoor } from './anthropic-door.ts';
import { type OpenAiConfig, openAiDoor } from './open-ai-door.ts';

interface ModelsConfig {
  readonly models: Model['models'];
  /** Tries of one model that is busy, before the next model of the list is asked. */
  readonly maxAttempts?: number;
  /** For people, in the place of the service and the first model. */
  readonly label?: string;
}

function modelBehind(
  door: ModelDoor,
  names: ReturnType<typeof nameModel>,
  { models, maxAttempts = 2, label }: ModelsConfig,
): Model {
  return {
    ...names,
    ...(label !== undefined && { label }),
    converse: (call, options) =>
      askInTurn(door, { models: models[call.role], maxAttempts, pause }, call, options),
  };
}

/** Claude by Anthropic's own API. */
export function anthropicModel(config: AnthropicConfig & ModelsConfig): Model {
  return modelBehind(anthropicDoor(config), nameModel('anthropic', config.models), config);
}

/** Models behind any server that speaks OpenAI's chat completions: OpenAI, OpenRouter, vLLM, LM Studio, llama.cpp, and Ollama. */
export function openAiModel(config: OpenAiConfig & ModelsConfig): Model {
  return modelBehind(
    openAiDoor(config),
    nameModel('openai', config.models, otherServer(config.baseUrl)),
    config,
  );
}
