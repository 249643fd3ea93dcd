import { afterEach, beforeEach, vi } from 'vitest';
import { type BedrockModelConfig, bedrockModel } from '../../../adapters/aws/model.ts';
import type { Model, ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import {
  type BedrockAnswer,
  type BedrockRequest,
  BedrockStandIn,
  ending,
  opening,
  textDelta,
  toolDelta,
} from './bedrock-stand-in.ts';

export const never = new AbortController().signal;
export const modelIds = [
  'global.anthropic.claude-one-v1:0',
  'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/two',
];
export const toolInput = { title: 'Tä "sk" ✓', files: [{ path: 'a.js', content: 'const a = "\\n{}";\n' }] };

export const call = (changes: Partial<ModelCall> = {}): ModelCall => ({
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
  tool: {
    name: 'write_app',
    description: 'Gives the app.',
    inputSchema: { type: 'object', properties: { title: { type: 'string' } } },
  },
  maxTokens: 4_000,
  ...changes,
});

const pieces = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
export const answered: BedrockAnswer = {
  kind: 'stream',
  chunks: [
    ...opening('write_app'),
    textDelta('Let me '),
    textDelta('think.'),
    ...pieces(JSON.stringify(toolInput), 5).map(toolDelta),
    ...ending('tool_use', { cacheReadInputTokens: 300, cacheWriteInputTokens: 20 }),
  ],
};
export const streamOf = (stopReason: string, ...chunks: Buffer[]): BedrockAnswer => ({
  kind: 'stream',
  chunks: [...opening('write_app'), ...chunks, ...ending(stopReason)],
});
export const throttled: BedrockAnswer = {
  kind: 'fault',
  status: 429,
  error: 'ThrottlingException',
  message: 'Too many tokens',
};
export const denied: BedrockAnswer = {
  kind: 'fault',
  status: 403,
  error: 'AccessDeniedException',
  message: 'User: arn:aws:iam::123456789012:user/x may not invoke this model',
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
  model.converse(call(), { signal: never, onDelta: (text) => shown.push(text) });

/** A stand-in for each test, reached through the environment alone, as the SDK's users do. */
export interface BedrockSetting {
  readonly standIn: BedrockStandIn;
  script: (request: BedrockRequest) => BedrockAnswer;
  connect(config?: BedrockModelConfig): Model;
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
        modelIds,
        region: 'eu-west-1',
        maxAttempts: 1,
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
