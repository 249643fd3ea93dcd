import { afterEach, beforeEach, vi } from 'vitest';
import { type BedrockModelConfig, bedrockModel } from '../../../adapters/aws/model.ts';
import type { Model, ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import { inEveryRole, modelFacts } from '../../core/ports/fake-model.ts';
import {
  type BedrockAnswer,
  type BedrockRequest,
  BedrockStandIn,
  ending,
  opening,
  textDelta,
} from './bedrock-stand-in.ts';

export const never = new AbortController().signal;
export const modelIds = [
  'global.anthropic.claude-one-v1:0',
  'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/two',
];
/** The models of an id each, first to last. */
export const modelsOf = (...ids: readonly string[]): Model['models'] =>
  inEveryRole(...ids.map((id) => modelFacts(id, { match: 'claude' })));

export const text = 'Let me see: Tä "sk" ✓\n<g-abcdef file="a.js">\nconst a = "\\n{}";\n</g-abcdef>\n';

export const call = (changes: Partial<ModelCall> = {}): ModelCall => ({
  role: 'author',
  effort: 'medium',
  system: ['You write apps.', 'The rules of the stack.'],
  messages: [
    {
      role: 'user',
      blocks: [
        { kind: 'instruction', text: 'Write the app.' },
        { kind: 'data', label: 'request', text: 'a task board' },
      ],
    },
  ],
  maxTokens: 4_000,
  ...changes,
});

const pieces = (whole: string, size: number): string[] =>
  whole.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
export const answered: BedrockAnswer = {
  kind: 'stream',
  chunks: [
    ...opening(),
    ...pieces(text, 5).map(textDelta),
    ...ending('end_turn', { cacheReadInputTokens: 300, cacheWriteInputTokens: 20 }),
  ],
};
export const streamOf = (stopReason: string, ...chunks: Buffer[]): BedrockAnswer => ({
  kind: 'stream',
  chunks: [...opening(), ...chunks, ...ending(stopReason)],
});
export const throttled: BedrockAnswer = {
  kind: 'fault',
  status: 429,
  error: 'ThrottlingException',
  message: 'Too many tokens, please wait before trying again.',
};

const isolateEnvironment = (): void => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
};
const signIn = (): void => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-secret');
};
/** Asks with the sample call; what is shown while the model writes goes to `shown`. */
export const converse = (model: Model, shown: string[] = []): Promise<ModelTurn> =>
  model.converse(call(), { signal: never, onText: (piece) => shown.push(piece) });

/** A stand-in for each test, reached through the environment alone, as the SDK's users do. */
export interface BedrockSetting {
  readonly standIn: BedrockStandIn;
  script: (request: BedrockRequest) => BedrockAnswer;
  connect(config?: Partial<BedrockModelConfig>): Model;
}

/** Registers the hooks that start and stop the stand-in around each test of a file. */
export function useBedrock(): BedrockSetting {
  let standIn: BedrockStandIn;
  const setting: BedrockSetting = {
    script: () => answered,
    get standIn() {
      return standIn;
    },
    connect(config = {}) {
      vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', standIn.url);
      return bedrockModel({
        models: modelsOf(...modelIds),
        region: 'eu-west-1',
        maxAttempts: 1,
        firstEventTimeoutMs: 5_000,
        silenceTimeoutMs: 5_000,
        ...config,
      });
    },
  };
  beforeEach(async () => {
    isolateEnvironment();
    signIn();
    setting.script = () => answered;
    standIn = await BedrockStandIn.start((request) => setting.script(request));
  });
  afterEach(async () => {
    await standIn.close();
    vi.unstubAllEnvs();
  });
  return setting;
}
