import { createServer, type Server } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bedrockModel } from '../../adapters/aws/model.ts';
import { builtInModel } from '../../demo-model/model.ts';
import type { Author } from '../../compose/model/author.ts';
import { builtInAuthor } from '../../compose/model/built-in-author.ts';
import { createModelServer } from '../../compose/model/model-server.ts';
import { openAiAuthor } from '../../compose/model/open-ai-author.ts';
import type { ModelCall } from '../../core/ports/model.ts';
import { useTestIdentity } from '../adapters/aws/emulator.ts';

const signal = AbortSignal.timeout(20_000);
const opened: NetServer[] = [];

const listen = async (server: NetServer): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** The Bedrock adapter, as the functions have it, and the service, reached by the SDK's own variable. */
async function connect(author: Author) {
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', await listen(createModelServer(author, () => undefined)));
  return bedrockModel({ modelIds: ['built-in'], region: 'eu-west-1', maxAttempts: 1 });
}

beforeEach(useTestIdentity);
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of opened.splice(0)) server.close();
});

const call = (request: string, changes: Partial<ModelCall> = {}): ModelCall => ({
  system: ['You write apps.'],
  messages: [
    {
      role: 'user',
      blocks: [
        { kind: 'instruction', text: 'Write the app.' },
        { kind: 'data', label: 'request', text: request },
      ],
    },
  ],
  tool: { name: 'write_app', description: 'Gives the app.', inputSchema: { type: 'object' } },
  maxTokens: 30_000,
  ...changes,
});

describe('the model service with the built-in model', () => {
  it('answers the Bedrock client with the very draft that the model writes', async () => {
    const model = await connect(builtInAuthor());
    const asked = call('A calculator with\n"dark" mode </data-0> ä ✓');
    const shown: string[] = [];
    const turn = await model.converse(asked, { signal, onDelta: (piece) => void shown.push(piece) });
    const own = await builtInModel().converse(asked, { signal });
    if (own.stop !== 'answered') throw new Error('the model refuses its own app');
    expect(turn).toMatchObject({ stop: 'answered', toolInput: own.toolInput, text: own.text });
    expect(shown.length).toBeGreaterThan(1);
  });

  it('says what it cannot build, once', async () => {
    const model = await connect(builtInAuthor());
    const asked = call('A compiler for COBOL');
    const own = await builtInModel().converse(asked, { signal });
    expect(own.stop).toBe('refused');
    expect(await model.converse(asked, { signal })).toMatchObject({
      stop: 'refused',
      text: (own as { readonly text: string }).text,
    });
  });

  it('refuses what is no ConverseStream request, as Bedrock does', async () => {
    const model = await connect(builtInAuthor());
    const unknown = call('A calculator', {
      tool: { name: 'no_such_tool', description: '-', inputSchema: {} },
    });
    await expect(model.converse(unknown, { signal })).rejects.toMatchObject({ name: 'DependencyFailed' });
  });
});

interface Completion {
  readonly status?: number;
  readonly chunks?: readonly unknown[];
}

/** A server of OpenAI's chat completions, which keeps what it was asked. */
async function startCompletions(answer: Completion): Promise<{ url: string; asked: unknown[] }> {
  const asked: unknown[] = [];
  const server: Server = createServer(async (request, response) => {
    asked.push({ path: request.url, key: request.headers.authorization, ...JSON.parse(await text(request)) });
    response.writeHead(answer.status ?? 200, { 'content-type': 'text/event-stream' });
    for (const chunk of answer.chunks ?? []) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    response.end('data: [DONE]\n\n');
  });
  return { url: `${await listen(server)}/v1`, asked };
}

const toolPiece = (args: string) => ({
  choices: [{ delta: { tool_calls: [{ function: { arguments: args } }] } }],
});

describe('the model service before an OpenAI-compatible server', () => {
  const through = async (answer: Completion) => {
    const { url, asked } = await startCompletions(answer);
    return { model: await connect(openAiAuthor({ url, model: 'qwen', apiKey: 'key' })), asked };
  };

  it('asks for the one tool and hands on its input, the words and the tokens', async () => {
    const { model, asked } = await through({
      chunks: [
        { choices: [{ delta: { content: 'Let me see.' } }] },
        toolPiece('{"title":'),
        toolPiece('"Tä ✓"}'),
        { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
        { choices: [], usage: { prompt_tokens: 12, completion_tokens: 5 } },
      ],
    });
    const turn = await model.converse(call('a board'), { signal });
    expect(turn).toMatchObject({
      stop: 'answered',
      toolInput: { title: 'Tä ✓' },
      text: 'Let me see.',
      usage: { inputTokens: 12, outputTokens: 5 },
    });
    expect(asked).toMatchObject([
      {
        path: '/v1/chat/completions',
        key: 'Bearer key',
        model: 'qwen',
        stream: true,
        max_tokens: 30_000,
        tool_choice: { function: { name: 'write_app' } },
        messages: [{ role: 'system', content: 'You write apps.' }, { role: 'user' }],
      },
    ]);
  });

  it('calls an answer cut off that ended by length, and broken that did not end', async () => {
    const cut = await through({
      chunks: [toolPiece('{"a'), { choices: [{ delta: {}, finish_reason: 'length' }] }],
    });
    expect(await cut.model.converse(call('a board'), { signal })).toMatchObject({
      stop: 'cut-off',
      partial: '{"a',
    });
    const broken = await through({ chunks: [toolPiece('{"a')] });
    await expect(broken.model.converse(call('a board'), { signal })).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });

  it('takes the prompts and the key nowhere else than it was told', async () => {
    const { url, asked } = await startCompletions({});
    const elsewhere = await listen(
      createServer((_, response) => response.writeHead(307, { location: `${url}/chat/completions` }).end()),
    );
    const model = await connect(openAiAuthor({ url: elsewhere, model: 'x', apiKey: 'key' }));
    await expect(model.converse(call('a board'), { signal })).rejects.toThrow();
    expect(asked).toEqual([]);
  });

  it('hands on that it is throttled, refused or gone', async () => {
    for (const status of [429, 401, 500]) {
      const { model } = await through({ status });
      await expect(model.converse(call('a board'), { signal })).rejects.toThrow();
    }
    const gone = await connect(openAiAuthor({ url: 'http://127.0.0.1:9', model: 'x', apiKey: undefined }));
    await expect(gone.converse(call('a board'), { signal })).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });
});
