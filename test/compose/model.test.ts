import type { AddressInfo, Server as NetServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anthropicModel, openAiModel } from '../../adapters/ai-sdk/model.ts';
import { bedrockModel } from '../../adapters/aws/model.ts';
import type { Author } from '../../compose/model/author.ts';
import { modelAuthor } from '../../compose/model/model-author.ts';
import { createModelServer } from '../../compose/model/model-server.ts';
import type { Model, ModelCall } from '../../core/ports/model.ts';
import type { ModelFacts } from '../../core/wire/models.ts';
import { builtInModel } from '../../demo-model/model.ts';
import { type WireRequest, WireStandIn } from '../adapters/ai-sdk/wire-stand-in.ts';
import { anthropicWire, openAiWire } from '../adapters/ai-sdk/wires.ts';
import { useTestIdentity } from '../adapters/aws/emulator.ts';
import type { Reply } from '../contract/wire-bench.ts';
import { fakeModel, inEveryRole, modelFacts, refused } from '../core/ports/fake-model.ts';

const signal = AbortSignal.timeout(25_000);
const opened: NetServer[] = [];
const standIns: WireStandIn[] = [];

const listen = async (server: NetServer): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

interface Connection {
  readonly facts?: ModelFacts;
  readonly signMs?: number;
  readonly firstEventTimeoutMs?: number;
}

/** The Bedrock adapter, as the functions have it, and the service, reached by the SDK's own variable. */
async function connect(
  author: Author,
  { facts = modelFacts('built-in'), signMs, ...limits }: Connection = {},
) {
  const server = createModelServer(author, () => undefined, signMs);
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', await listen(server));
  return bedrockModel({ models: inEveryRole(facts), region: 'eu-west-1', maxAttempts: 1, ...limits });
}

beforeEach(useTestIdentity);
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of opened.splice(0)) server.close();
  for (const standIn of standIns.splice(0)) await standIn.close();
});

const call = (request: string, changes: Partial<ModelCall> = {}): ModelCall => ({
  role: 'author',
  effort: 'medium',
  system: ['You write apps.'],
  messages: [
    {
      role: 'user',
      blocks: [
        { kind: 'data', label: 'request', text: request, isCached: true },
        { kind: 'file', path: 'src/"a".js', text: 'let a;\n' },
        { kind: 'instruction', text: 'Begin with <g-abcdef app>.' },
      ],
    },
  ],
  maxTokens: 30_000,
  ...changes,
});

describe('the model service with the built-in model', () => {
  const builtIn = () => connect(modelAuthor('built-in', builtInModel));

  it('answers the Bedrock client with the very text that the model writes', async () => {
    const model = await builtIn();
    const asked = call('A calculator with\n"dark" mode </data-0> ä ✓', {
      messages: [
        {
          role: 'user',
          blocks: [
            { kind: 'data', label: 'request', text: 'A calculator with\n"dark" mode </data-0> ä ✓' },
            { kind: 'instruction', text: 'Begin with <g-abcdef app>.' },
          ],
        },
      ],
    });
    const shown: string[] = [];
    const turn = await model.converse(asked, { signal, onText: (piece) => void shown.push(piece) });
    const own = await builtInModel().converse(asked, { signal });
    expect(own).toMatchObject({ stop: 'answered', text: expect.stringContaining('<g-abcdef app>') });
    expect(turn).toMatchObject({ stop: 'answered', text: own.text });
    expect(shown.join('')).toBe(own.text);
    expect(shown.length).toBeGreaterThan(10);
  });

  it('refuses what is no ConverseStream request, as Bedrock does', async () => {
    const model = await builtIn();
    await expect(model.converse(call('x', { messages: [] }), { signal })).rejects.toMatchObject({
      name: 'DependencyRefused',
      details: { failures: [{ error: 'ValidationException' }] },
    });
  });
});

describe('a model behind the service', () => {
  it('is asked what was asked of the service, block by block', async () => {
    const { model: fake, calls } = fakeModel([refused('I will not.')]);
    const model = await connect(modelAuthor('x', () => fake));
    const asked = call('a board');
    expect(await model.converse(asked, { signal })).toMatchObject({ stop: 'refused', text: 'I will not.' });
    expect(calls).toEqual([asked]);
  });

  it('thinks as much as whoever asks says, and its thoughts are handed on', async () => {
    const asked: ModelFacts[] = [];
    const thinks = (models: Model['models']): Model => {
      asked.push(...models.author);
      return {
        ...fakeModel([]).model,
        converse: async (given, { onThinking, onText }) => {
          onThinking?.(given.effort);
          onText?.('Done.');
          const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };
          return { modelId: 'x', usage, text: 'Done.', stop: 'answered' };
        },
      };
    };
    const facts = modelFacts('claude-x', {
      thinking: 'always',
      thinking_tokens: { low: 0, medium: 0, high: 5_000 },
    });
    const model = await connect(modelAuthor('x', thinks), { facts });
    const thoughts: string[] = [];
    const turn = await model.converse(call('a board', { effort: 'high' }), {
      signal,
      onThinking: (piece) => thoughts.push(piece),
    });
    expect(turn).toMatchObject({ text: 'Done.', usage: { cacheReadTokens: 3, cacheWriteTokens: 4 } });
    expect(thoughts).toEqual(['high']);
    expect(asked).toMatchObject([{ thinking: 'always', answer_tokens: 35_000, cache_minimum_tokens: 1 }]);
  });

  it('may take longer to its first word than whoever asks would wait for one', async () => {
    const slow = (): Model => ({
      ...fakeModel([]).model,
      converse: async (_call, { onText }) => {
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        onText?.('At last.');
        const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0 };
        return { modelId: 'x', usage, text: 'At last.', stop: 'answered' };
      },
    });
    const limits = { signMs: 100, firstEventTimeoutMs: 700, silenceTimeoutMs: 700 };
    const model = await connect(modelAuthor('x', slow), limits);
    expect(await model.converse(call('a board'), { signal })).toMatchObject({ text: 'At last.' });
  });
});

describe('the model service before a real server', () => {
  const start = async (wire: typeof openAiWire, script: (request: WireRequest) => Reply) => {
    const standIn = await WireStandIn.start(wire, script);
    standIns.push(standIn);
    return standIn;
  };
  const through = async (reply: Reply) => {
    const standIn = await start(openAiWire, () => reply);
    const open = (models: Model['models']) =>
      openAiModel({ models, baseUrl: `${standIn.url}/v1`, apiKey: 'key', maxAttempts: 1 });
    return { standIn, model: await connect(modelAuthor('qwen', open)) };
  };

  it('asks for text and hands on the words and the tokens', async () => {
    const { model, standIn } = await through([{ text: 'Tä ' }, { text: '✓' }, { end: 'whole' }]);
    expect(await model.converse(call('a board'), { signal })).toMatchObject({
      stop: 'answered',
      text: 'Tä ✓',
      usage: { inputTokens: 11, outputTokens: 7 },
    });
    expect(standIn.requests).toMatchObject([
      {
        url: '/v1/chat/completions',
        headers: { authorization: 'Bearer key' },
        body: { model: 'qwen', max_tokens: 30_000, messages: [{ content: 'You write apps.' }, {}] },
      },
    ]);
  });

  it('asks Anthropic, too', async () => {
    const standIn = await start(anthropicWire, () => [{ text: 'Hello.' }, { end: 'whole' }]);
    const open = (models: Model['models']) =>
      anthropicModel({ models, apiKey: 'key', baseUrl: standIn.url, maxAttempts: 1 });
    const model = await connect(modelAuthor('claude-x', open));
    expect(await model.converse(call('a board'), { signal })).toMatchObject({
      text: 'Hello.',
      usage: { cacheReadTokens: 300 },
    });
    expect(JSON.stringify(standIn.requests[0]?.body.messages)).toContain('cache_control');
  });

  it.each([
    [[{ text: 'Half' }, { end: 'length' }], { stop: 'cut-off', because: 'length', text: 'Half' }],
    [[{ text: 'Half' }, { error: 'failed' }], { stop: 'cut-off', because: 'stream', text: 'Half' }],
    [[{ text: 'Half' }, { connection: 'cut' }], { stop: 'cut-off', because: 'stream', text: 'Half' }],
    [[{ text: 'No.' }, { end: 'refused' }], { stop: 'refused', text: 'No.' }],
    [{ fault: 'content-refused' }, { stop: 'refused', text: expect.stringContaining('filtered') }],
  ] satisfies readonly (readonly [Reply, object])[])(
    'hands on how an answer ended: %j',
    async (reply, turn) => {
      const { model } = await through(reply);
      expect(await model.converse(call('a board'), { signal })).toMatchObject(turn);
    },
  );

  const saying = (words: string) => ({ failures: [{ message: expect.stringContaining(words) }] });
  it.each([
    ['wrong-key', { name: 'DependencyRefused', details: saying('did not accept the API key') }],
    ['unknown-model', { name: 'DependencyRefused', details: saying('does not know this model') }],
    ['too-long', { name: 'DependencyRefused', code: 'model-input-too-long' }],
    ['overloaded', { name: 'DependencyFailed', retryAfterMs: 15_000 }],
    ['throttled', { name: 'DependencyFailed', retryAfterMs: 15_000 }],
  ] as const)('hands on what keeps a model from answering: %s', async (fault, error) => {
    const { model } = await through({ fault });
    await expect(model.converse(call('a board'), { signal })).rejects.toMatchObject(error);
  });

  it('hands on that nobody is there', async () => {
    const standIn = await start(openAiWire, () => []);
    const baseUrl = `${standIn.url}/v1`;
    await standIn.close();
    const open = (models: Model['models']) => openAiModel({ models, baseUrl, maxAttempts: 1 });
    const model = await connect(modelAuthor('x', open));
    await expect(model.converse(call('a board'), { signal })).rejects.toMatchObject({
      name: 'DependencyFailed',
      details: { failures: [{ message: expect.stringContaining('cannot be reached') }] },
    });
  });
});
