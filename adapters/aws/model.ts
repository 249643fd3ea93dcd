import { randomBytes } from 'node:crypto';
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { isGantryError } from '../../core/errors.ts';
import type { ConverseOptions, Model, ModelCall, ModelTurn } from '../../core/ports/model.ts';
import { converseInput, type Guardrail } from './model/converse-input.ts';
import { type ModelFault, modelFault, noModelAnswered } from './model/fault.ts';
import { type Attempts, followAttempts } from './model/lost-attempts.ts';
import { bedrockNames } from './model/names.ts';
import { nothingReceived, readTurn, receive } from './model/read-turn.ts';

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

interface Question {
  readonly call: ModelCall;
  readonly options: ConverseOptions;
  readonly guardrail: Guardrail | undefined;
  readonly attempts: Attempts;
}

/** The command of one model, whose every try, the SDK's own among them, begins only when the lost ones before it are paid for. */
function commandFor(modelId: string, { call, guardrail, attempts }: Question): ConverseStreamCommand {
  const nonce = randomBytes(12).toString('hex');
  const command = new ConverseStreamCommand(converseInput(call, { modelId, nonce, guardrail }));
  command.middlewareStack.add(
    (next) => async (args) => {
      await attempts.begin();
      return next(args).catch((error: unknown) => {
        attempts.unanswered(modelId, error);
        throw error;
      });
    },
    // Inside the SDK's retries, so that it sees each.
    { step: 'finalizeRequest', priority: 'low', name: 'payForLostAttempts' },
  );
  return command;
}

async function ask(client: BedrockRuntimeClient, modelId: string, question: Question): Promise<ModelTurn> {
  const { options, attempts } = question;
  const { stream } = await client.send(commandFor(modelId, question), { abortSignal: options.signal });
  const received = nothingReceived();
  try {
    if (stream !== undefined) await receive(received, stream, options.onDelta);
    return readTurn(modelId, received);
  } catch (error) {
    attempts.spoiled(modelId, received);
    throw error;
  }
}

/** What failed with one model, where the next may still answer; a caller that gave up and a guardrail's word are the same for all. */
function faultOrThrow(modelId: string, error: unknown, signal: AbortSignal): ModelFault {
  signal.throwIfAborted();
  if (isGantryError(error) && error.name === 'PolicyDenied') throw error;
  return modelFault(modelId, error);
}

/**
 * Claude on Amazon Bedrock. Each model of the list is asked in turn until one answers; what a failing one had streamed is dropped, and told to
 * whoever pays. Makes its client at the first call.
 */
export function bedrockModel(config: BedrockModelConfig = {}): Model {
  const names = bedrockNames(config.modelIds);
  let client: BedrockRuntimeClient | undefined;

  const converse = async (call: ModelCall, options: ConverseOptions): Promise<ModelTurn> => {
    client ??= makeClient(config);
    const attempts = followAttempts(call, options);
    const faults: ModelFault[] = [];
    let cause: unknown;
    for (const modelId of names.modelIds) {
      options.signal.throwIfAborted();
      const limit = AbortSignal.timeout(config.answerTimeoutMs ?? 600_000);
      const signal = AbortSignal.any([options.signal, limit]);
      try {
        const question = { call, options: { ...options, signal }, guardrail: config.guardrail, attempts };
        return await ask(client, modelId, question);
      } catch (error) {
        cause = error;
        attempts.throwIfStopped();
        faults.push(faultOrThrow(modelId, error, options.signal));
      }
      if (faults.at(-1)?.extent === 'account') break;
    }
    throw noModelAnswered(faults, attempts.unpaid(), cause);
  };

  return { ...names, converse };
}
