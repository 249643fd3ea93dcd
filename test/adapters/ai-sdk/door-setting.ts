import { anthropicModel, openAiModel } from '../../../adapters/ai-sdk/model.ts';
import type { SilenceLimits } from '../../../adapters/node/silence-watch.ts';
import type { Model } from '../../../core/ports/model.ts';
import type { Reply } from '../../contract/wire-bench.ts';
import { type Wire, type WireRequest, WireStandIn } from './wire-stand-in.ts';
import { anthropicWire, ollamaWire, openAiWire } from './wires.ts';

type Config = Partial<SilenceLimits> & { readonly models: Model['models']; readonly maxAttempts?: number };

/** One way in of this folder, with the wire of whoever is behind it. */
export interface DoorUnderTest {
  readonly name: string;
  readonly wire: Wire;
  readonly open: (url: string, config: Config) => Model;
}

/** What the stand-ins are shown. */
export const apiKey = 'sk-test-0123456789abcdef';

export const anthropic: DoorUnderTest = {
  name: 'Anthropic',
  wire: anthropicWire,
  open: (url, config) => anthropicModel({ ...config, baseUrl: url, apiKey }),
};
export const openAi: DoorUnderTest = {
  name: "a server that speaks OpenAI's API",
  wire: openAiWire,
  open: (url, config) => openAiModel({ ...config, baseUrl: `${url}/v1`, apiKey }),
};
export const ollama: DoorUnderTest = {
  name: 'Ollama',
  wire: ollamaWire,
  open: (url, config) => openAiModel({ ...config, baseUrl: `${url}/v1`, apiKey }),
};

export const modelOf = ({ body }: WireRequest): string => String(body.model);

export const startStandIn = (
  { wire }: DoorUnderTest,
  script: (modelId: string, nth: number) => Reply,
): Promise<WireStandIn> => WireStandIn.start(wire, (request, nth) => script(modelOf(request), nth));
