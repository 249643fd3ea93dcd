import { afterEach, describe, expect, it } from 'vitest';
import { anthropicModel, openAiModel } from '../../../adapters/ai-sdk/model.ts';
import { nameLimit } from '../../../adapters/ai-sdk/open-ai-door.ts';
import type { Model, ModelCall, PromptBlock } from '../../../core/ports/model.ts';
import { testModel } from '../../contract/model.ts';
import type { Reply } from '../../contract/wire-bench.ts';
import { inEveryRole, modelFacts } from '../../core/ports/fake-model.ts';
import { anthropic, apiKey, type DoorUnderTest, ollama, openAi } from './door-setting.ts';
import { WireStandIn } from './wire-stand-in.ts';
import { openAiWire } from './wires.ts';

const signal = AbortSignal.timeout(25_000);
const text = 'Let me see: Tä "sk" ✓ 🙂\n<g-abcdef file="a.js">\nconst a = "\\n{}";\n</g-abcdef>\n';
const pieces = text.match(/[\s\S]{1,5}/gu) ?? [];
const answer: Reply = [...pieces.map((piece) => ({ text: piece })), { end: 'whole' }];

const call = (changes: Partial<ModelCall> = {}): ModelCall => ({
  role: 'author',
  effort: 'medium',
  system: ['You write apps.', 'The rules of the stack.'],
  messages: [
    {
      role: 'user',
      blocks: [
        { kind: 'instruction', text: 'Write the app.' },
        { kind: 'data', label: 'request', text: 'a task board', isCached: true },
        { kind: 'file', path: 'src/a.js', text: 'let a;\n' },
      ],
    },
    { role: 'assistant', blocks: [{ kind: 'instruction', text: `${text}  ` }] },
    { role: 'user', blocks: [{ kind: 'instruction', text: 'Go on.' }] },
  ],
  maxTokens: 4_000,
  ...changes,
});
const allowance = { low: 1_000, medium: 8_000, high: 20_000 };
const thinker = modelFacts('one', { thinking: 'always', thinking_tokens: allowance });

let standIn: WireStandIn;
const open = async (
  door: DoorUnderTest,
  facts = modelFacts('one'),
  reply: Reply = answer,
): Promise<Model> => {
  standIn = await WireStandIn.start(door.wire, () => reply);
  return door.open(standIn.url, { models: inEveryRole(facts), maxAttempts: 1 });
};
afterEach(() => standIn.close());

for (const door of [anthropic, openAi, ollama]) {
  testModel(`${door.name}, over HTTP`, async () => {
    const refusal: Reply =
      door === ollama
        ? { fault: 'content-refused' }
        : [{ text: 'I will not write this.' }, { end: 'refused' }];
    standIn = await WireStandIn.start(door.wire, ({ body }) =>
      JSON.stringify(body).includes('forbidden') ? refusal : answer,
    );
    return {
      model: door.open(standIn.url, { models: inEveryRole(modelFacts('one')) }),
      answerable: call(),
      expectText: (answered) => expect(answered).toBe(text),
      refusable: call({ messages: [{ role: 'user', blocks: [{ kind: 'instruction', text: 'forbidden' }] }] }),
      close: async () => {},
    };
  });
}

/** Asks with the sample call and answers what the server was sent. */
const sentTo = async (door: DoorUnderTest, facts = modelFacts('one'), changes: Partial<ModelCall> = {}) => {
  const model = await open(door, facts);
  await model.converse(call(changes), { signal });
  const [request] = standIn.requests;
  if (request === undefined) throw new Error('nothing was asked');
  return request;
};
const data = expect.stringMatching(/^<(data-[0-9a-f]{20}) label="request">\na task board\n<\/\1>$/);
const file = expect.stringMatching(/^<(file-[0-9a-f]{20}) path="src\/a.js">\nlet a;\n<\/\1>$/);
const kept = { cache_control: { type: 'ephemeral' } };

describe('what Anthropic is asked', () => {
  it('is text in blocks, whose fixed parts are kept', async () => {
    const { headers, body } = await sentTo(anthropic);
    expect(headers['x-api-key']).toBe(apiKey);
    expect(body).toEqual({
      model: 'one',
      max_tokens: 4_000,
      stream: true,
      system: [
        { type: 'text', text: 'You write apps.' },
        { type: 'text', text: 'The rules of the stack.', ...kept },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Write the app.' },
            { type: 'text', text: data, ...kept },
            { type: 'text', text: file },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: `${text}  ` }] },
        { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
      ],
    });
  });

  it('asks for nothing to be kept of a model that refuses it', async () => {
    const { body } = await sentTo(anthropic, modelFacts('one', { cache_minimum_tokens: null }));
    expect(JSON.stringify(body)).not.toContain('cache_control');
  });

  it('tells a model that thinks how much, with room for it, and asks for a summary', async () => {
    const { body } = await sentTo(anthropic, thinker, { effort: 'high' });
    expect(body).toMatchObject({
      max_tokens: 24_000,
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'high' },
    });
  });

  it('counts cached tokens apart', async () => {
    const model = await open(anthropic);
    expect((await model.converse(call(), { signal })).usage).toEqual({
      inputTokens: 11,
      outputTokens: 7,
      cacheReadTokens: 300,
      cacheWriteTokens: 20,
    });
  });

  it('is asked at its own address, of each key as it is then', async () => {
    standIn = await WireStandIn.start(anthropic.wire, () => answer);
    const keys = ['first-key', 'second-key'];
    const model = anthropicModel({
      models: inEveryRole(modelFacts('one')),
      apiKey: async () => keys.shift() ?? '',
      baseUrl: `${standIn.url}/v1/`,
    });
    await model.converse(call(), { signal });
    await model.converse(call(), { signal });
    expect(standIn.requests.map(({ headers }) => headers['x-api-key'])).toEqual(['first-key', 'second-key']);
    expect(model).toMatchObject({ id: 'one', label: 'Anthropic, one' });
  });
});

describe("what a server that speaks OpenAI's API is asked", () => {
  it('is one text a message', async () => {
    const { headers, body } = await sentTo(openAi);
    expect(headers.authorization).toBe(`Bearer ${apiKey}`);
    expect(body).toEqual({
      model: 'one',
      max_tokens: 4_000,
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'You write apps.\n\nThe rules of the stack.' },
        {
          role: 'user',
          content: expect.stringMatching(
            /^Write the app\.\n\n<data-[\s\S]*<\/data-\w+>\n\n<file-[\s\S]*<\/file-\w+>$/,
          ),
        },
        { role: 'assistant', content: `${text}  ` },
        { role: 'user', content: 'Go on.' },
      ],
    });
  });

  it('tells a model that thinks how much', async () => {
    const { body } = await sentTo(openAi, thinker, { effort: 'low' });
    expect(body).toMatchObject({ reasoning_effort: 'low', max_tokens: 5_000 });
  });

  it.each([
    ['https://api.openai.com/v1', { model: 'x', max_completion_tokens: 9 }],
    ['https://openrouter.ai/api/v1', { model: 'x', max_tokens: 9 }],
    ['http://localhost:1234/v1', { model: 'x', max_tokens: 9 }],
  ])('names the limit as the server at %s does', (baseUrl, body) => {
    expect(nameLimit(baseUrl, { model: 'x', max_tokens: 9 })).toEqual(body);
  });

  it('has time for all the thinking that is never shown', async () => {
    const facts = modelFacts('one', {
      thinking: 'always',
      thinking_tokens: { low: 0, medium: 100, high: 0 },
    });
    standIn = await WireStandIn.start(openAi.wire, () => [
      { waitMs: 900 },
      ...pieces.map((text) => ({ text })),
      { end: 'whole' },
    ]);
    const limits = { firstEventTimeoutMs: 300, silenceTimeoutMs: 5_000 };
    const model = openAi.open(standIn.url, { models: inEveryRole(facts), maxAttempts: 1, ...limits });
    expect(await model.converse(call({ effort: 'medium' }), { signal })).toMatchObject({ stop: 'answered' });
    await expect(model.converse(call({ effort: 'low' }), { signal })).rejects.toMatchObject({
      message: expect.stringContaining('did not answer in time'),
    });
  });

  it('shows no key where there is none, and needs no system', async () => {
    standIn = await WireStandIn.start(openAi.wire, () => answer);
    const model = openAiModel({ models: inEveryRole(modelFacts('one')), baseUrl: `${standIn.url}/v1` });
    await model.converse(call({ system: [] }), { signal });
    expect(standIn.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(standIn.requests[0]?.body.messages).toMatchObject([{ role: 'user' }, {}, {}]);
    expect(model.label).toBe(`${new URL(standIn.url).host}, one`);
  });

  it('is answered by servers that count no tokens, and then the tokens are estimated', async () => {
    const silent = { ...openAiWire, write: withoutUsage };
    const model = await open({ ...openAi, wire: silent });
    const turn = await model.converse(call(), { signal });
    expect(turn).toMatchObject({ stop: 'answered', text });
    expect(turn.usage.outputTokens).toBeGreaterThan(text.length);
  });

  it.each([
    ['eos_token', 'answered'],
    ['function_call', 'cut-off'],
  ])('may end its answer by "%s": %s', async (finish, stop) => {
    const write: typeof openAiWire.write = (step) =>
      openAiWire.write(step)?.replaceAll('"stop"', `"${finish}"`);
    const model = await open({ ...openAi, wire: { ...openAiWire, write } });
    expect(await model.converse(call(), { signal })).toMatchObject({ stop });
  });
});

const withoutUsage: typeof openAiWire.write = (step) =>
  openAiWire.write(step)?.replace(/"usage":\{[^}]*\}/, '"usage":null');

describe('what Ollama is asked', () => {
  it('goes by its own API, with room for a whole app, and may not be cut', async () => {
    const { url, headers, body } = await sentTo(ollama);
    expect(url).toBe('/api/chat');
    expect(headers.authorization).toBe(`Bearer ${apiKey}`);
    expect(body).toEqual({
      model: 'one',
      stream: true,
      think: false,
      truncate: false,
      shift: false,
      options: { num_ctx: 32_768, num_predict: 4_000 },
      messages: [
        { role: 'system', content: 'You write apps.\n\nThe rules of the stack.' },
        { role: 'user', content: expect.stringContaining('a task board') },
        { role: 'assistant', content: `${text}  ` },
        { role: 'user', content: 'Go on.' },
      ],
    });
  });

  it('has no more room than the model has, and thinks as much as it is told', async () => {
    const { body } = await sentTo(ollama, { ...thinker, context_tokens: 16_384 }, { effort: 'low' });
    expect(body).toMatchObject({ think: 'low', options: { num_ctx: 16_384, num_predict: 5_000 } });
  });

  it('says that a machine is too small for the model', async () => {
    const fault = () => ({
      status: 500,
      body: { error: 'model requires more system memory (21.5 GiB) than is available (7.4 GiB)' },
    });
    const model = await open({ ...ollama, wire: { ...ollama.wire, fault } }, modelFacts('one'), {
      fault: 'overloaded',
    });
    await expect(model.converse(call(), { signal })).rejects.toMatchObject({
      name: 'DependencyRefused',
      details: { failures: [{ message: expect.stringContaining('21.5 GiB') }] },
    });
  });
});

describe('every door', () => {
  it.each([anthropic, openAi, ollama])('sends $name nothing that some models refuse', async (door) => {
    const { body } = await sentTo(door, thinker);
    const sent = JSON.stringify(body);
    for (const refused of ['temperature', 'top_p', 'top_k', 'tool_choice', 'tools', 'budget_tokens'])
      expect(sent).not.toContain(refused);
  });
});

describe('a prompt', () => {
  const picture: PromptBlock = { kind: 'data', label: 'picture', text: 'The page.', png: 'UE5H' };
  const seeing = modelFacts('one', { takes_pictures: true });
  const shown = { messages: [{ role: 'user' as const, blocks: [picture] }] };

  it('holds a picture after its words, for a model that takes any', async () => {
    const { body } = await sentTo(anthropic, seeing, shown);
    expect(body.messages).toMatchObject([
      {
        content: [
          { type: 'text', text: expect.stringContaining('The page.') },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'UE5H' } },
        ],
      },
    ]);
    const { body: open } = await sentTo(openAi, seeing, shown);
    const sent = JSON.stringify(open);
    expect(sent).toContain('data:image/png;base64,UE5H');
    expect(sent.indexOf('The page.')).toBeLessThan(sent.indexOf('UE5H'));
  });

  it.each([anthropic, openAi, ollama])('holds none for a model of $name that takes none', async (door) => {
    expect(JSON.stringify((await sentTo(door, modelFacts('one'), shown)).body)).not.toContain('UE5H');
  });

  it('may hold blocks that are empty of data', async () => {
    const blocks: PromptBlock[] = [{ kind: 'data', label: 'message', text: '' }];
    const { body } = await sentTo(anthropic, modelFacts('one'), { messages: [{ role: 'user', blocks }] });
    expect(body.messages).toMatchObject([
      { content: [{ text: expect.stringContaining('label="message"') }] },
    ]);
  });
});
