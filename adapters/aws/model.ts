import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { askInTurn, type ModelDoor } from '../../core/model/ask-in-turn.ts';
import { nameModel } from '../../core/model/name-model.ts';
import type { Model, ModelCall, ModelTurn } from '../../core/ports/model.ts';
import { NoAnswer } from '../node/no-answer.ts';
import { pause } from '../node/pause.ts';
import { limitsOf, readWatched, type SilenceLimits, watchSilence } from '../node/silence-watch.ts';
import { converseInput, type Guardrail } from './model/converse-input.ts';
import { bedrockProvider, readBedrockFault } from './model/fault.ts';
import { endFor, readStream } from './model/read-stream.ts';

/** What is left out comes from the AWS SDK's own environment: region, credentials, AWS_ENDPOINT_URL_BEDROCK_RUNTIME. */
export interface BedrockModelConfig extends Partial<SilenceLimits> {
  readonly models: Model['models'];
  readonly region?: string;
  /** Judges what goes to a model and what comes from it; whatever it stops ends in PolicyDenied. */
  readonly guardrail?: Guardrail;
  /** Tries of one model that is busy, before the next model of the list is asked. */
  readonly maxAttempts?: number;
  /** For people, in the place of the service and the first model. */
  readonly label?: string;
}

const makeClient = ({ region }: BedrockModelConfig): BedrockRuntimeClient =>
  new BedrockRuntimeClient({
    ...(region !== undefined && { region }),
    // Each try is paid for before it begins, so retries are ours; and so is the time, which the SDK would count over a whole answer.
    maxAttempts: 1,
    requestHandler: { requestTimeout: 0, sessionTimeout: 0, disableConcurrentStreams: true },
  });

function bedrockDoor(config: BedrockModelConfig): ModelDoor {
  const limits = limitsOf(config);
  let client: BedrockRuntimeClient | undefined;
  return {
    ...bedrockProvider,
    readFault: readBedrockFault,
    ask: async (request, hearing, signal) => {
      client ??= makeClient(config);
      const watch = watchSilence(limits, signal);
      try {
        const command = new ConverseStreamCommand(converseInput(request, config.guardrail));
        const { stream } = await watch.waitFor(client.send(command, { abortSignal: watch.signal }));
        if (stream === undefined) throw new NoAnswer('The answer came without a stream.');
        const stopReason = await readStream(readWatched(stream, watch), hearing, watch);
        return endFor(stopReason, request.facts.id, hearing);
      } finally {
        watch.end();
      }
    },
  };
}

/**
 * Models on Amazon Bedrock, by ConverseStream. Each model of the role's list is asked in turn until one answers. Makes its client at the first
 * call.
 */
export function bedrockModel(config: BedrockModelConfig): Model {
  const door = bedrockDoor(config);
  const { models, maxAttempts = 2, label } = config;
  return {
    ...nameModel('bedrock', models),
    ...(label !== undefined && { label }),
    converse: (call: ModelCall, options): Promise<ModelTurn> =>
      askInTurn(door, { models: models[call.role], maxAttempts, pause }, call, options),
  };
}
