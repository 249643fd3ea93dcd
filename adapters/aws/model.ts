import { randomBytes } from 'node:crypto';
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { DependencyFailed } from '../../core/errors.ts';
import type { Model, ModelCall, ModelTurn } from '../../core/ports/model.ts';
import { converseInput } from './model/converse-input.ts';
import { type ModelFault, modelFault, noModelAnswered } from './model/fault.ts';
import { defaultModelIds } from './model/model-ids.ts';
import { readTurn } from './model/read-turn.ts';

/** What is left out comes from the AWS SDK's own environment: region, credentials, AWS_ENDPOINT_URL_BEDROCK_RUNTIME. */
export interface BedrockModelConfig {
  /** First to last; empty or left out means the default list. */
  readonly modelIds?: readonly string[];
  readonly region?: string;
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
  modelId: string,
  call: ModelCall,
  options: ConverseOptions,
): Promise<ModelTurn> {
  const input = converseInput(call, modelId, randomBytes(12).toString('hex'));
  const { stream } = await client.send(new ConverseStreamCommand(input), { abortSignal: options.signal });
  if (stream === undefined)
    throw new DependencyFailed('model-stream-broken', 'The model gave no answer at all. Try again.');
  return await readTurn(modelId, stream, options.onDelta);
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
      const signal = AbortSignal.any([
        options.signal,
        AbortSignal.timeout(config.answerTimeoutMs ?? 600_000),
      ]);
      try {
        return await ask(client, modelId, call, { ...options, signal });
      } catch (error) {
        options.signal.throwIfAborted();
        cause = error;
        const fault = modelFault(modelId, error);
        faults.push(fault);
        if (fault.extent === 'account') break;
      }
    }
    throw noModelAnswered(faults, cause);
  };

  return { id: firstId, label: `Amazon Bedrock, ${firstId}`, isBuiltIn: false, converse };
}
