import { randomBytes } from 'node:crypto';
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { DependencyFailed, isGantryError } from '../../core/errors.ts';
import type { Model, ModelCall, ModelTurn } from '../../core/ports/model.ts';
import { defaultModelIds } from '../../core/wire/model-ids.ts';
import { converseInput, type Guardrail } from './model/converse-input.ts';
import { type ModelFault, modelFault, noModelAnswered } from './model/fault.ts';
import { readTurn } from './model/read-turn.ts';

/** What is left out comes from the AWS SDK's own environment: region, credentials, AWS_ENDPOINT_URL_BEDROCK_RUNTIME. */
export interface BedrockModelConfig {
  /** First to last; empty or left out means the default list. */
  readonly modelIds?: readonly string[];
  readonly region?: string;
  /** Judges what goes to a model and what comes from it; whatever it stops ends in PolicyDenied. */
  readonly guardrail?: Guardrail;
  /** Longest silence of a stream, before its first byte too. */
  readonly silenceTimeoutMs?: number;
  /** Longest time for one model's whole answer. */
  readonly answerTimeoutMs?: number;
  /** Tries of the SDK with one model, before the next model of the list is asked. */
  readonly maxAttempts?: number;
}

type ConverseOptions = Parameters<Model['converse']>[1];

const makeClient = (config: BedrockModelConfig): BedrockRuntimeClient =>
  new BedrockRuntimeClient({
    ...(config.region === undefined ? {} : { region: config.region }),
    maxAttempts: config.maxAttempts ?? 2,
    requestHandler: {
      requestTimeout: config.silenceTimeoutMs ?? 60_000,
      sessionTimeout: config.answerTimeoutMs ?? 600_000,
      disableConcurrentStreams: true,
    },
  });

async function ask(
  client: BedrockRuntimeClient,
  { modelId, guardrail }: { readonly modelId: string; readonly guardrail: Guardrail | undefined },
  call: ModelCall,
  options: ConverseOptions,
): Promise<ModelTurn> {
  const input = converseInput(call, { modelId, nonce: randomBytes(12).toString('hex'), guardrail });
  const { stream } = await client.send(new ConverseStreamCommand(input), { abortSignal: options.signal });
  if (stream === undefined)
    throw new DependencyFailed('model-stream-broken', 'The model gave no answer at all. Try again.');
  return await readTurn(modelId, stream, options.onDelta);
}

/** What failed with one model, where the next may still answer; a caller that gave up and a guardrail's word are the same for all. */
function faultOrThrow(modelId: string, error: unknown, signal: AbortSignal): ModelFault {
  signal.throwIfAborted();
  if (isGantryError(error) && error.name === 'PolicyDenied') throw error;
  return modelFault(modelId, error);
}

/**
 * Claude on Amazon Bedrock. Each model of the list is asked in turn until one answers; what a failing one had streamed is dropped. Makes its
 * client at the first call.
 */
export function bedrockModel(config: BedrockModelConfig = {}): Model {
  const modelIds = config.modelIds?.length ? config.modelIds : defaultModelIds;
  const [firstId = ''] = modelIds;
  let client: BedrockRuntimeClient | undefined;

  const converse = async (call: ModelCall, options: ConverseOptions): Promise<ModelTurn> => {
    client ??= makeClient(config);
    const faults: ModelFault[] = [];
    let cause: unknown;
    for (const modelId of modelIds) {
      options.signal.throwIfAborted();
      const limit = AbortSignal.timeout(config.answerTimeoutMs ?? 600_000);
      const signal = AbortSignal.any([options.signal, limit]);
      try {
        return await ask(client, { modelId, guardrail: config.guardrail }, call, { ...options, signal });
      } catch (error) {
        cause = error;
        faults.push(faultOrThrow(modelId, error, options.signal));
      }
      if (faults.at(-1)?.extent === 'account') break;
    }
    throw noModelAnswered(faults, cause);
  };

  return { id: firstId, modelIds, label: `Amazon Bedrock, ${firstId}`, isBuiltIn: false, converse };
}
