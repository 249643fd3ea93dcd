import { describe, expect, it } from 'vitest';
import type { ModelCall, PromptBlock } from '../../../core/ports/model.ts';
import { testModel } from '../../contract/model.ts';
import { inEveryRole, modelFacts } from '../../core/ports/fake-model.ts';
import { answered, call, converse, modelIds, never, streamOf, text, useBedrock } from './bedrock-setting.ts';
import { opening, textDelta, thinkingDelta } from './bedrock-stand-in.ts';

const bedrock = useBedrock();

testModel('Bedrock, real client against an h2c stand-in', async () => {
  bedrock.script = (request) =>
    JSON.stringify(request.body.messages).includes('forbidden')
      ? streamOf('content_filtered', textDelta('I will not write this.'))
      : answered;
  return {
    model: bedrock.connect(),
    answerable: call(),
    expectText: (answer) => expect(answer).toBe(text),
    refusable: call({ messages: [{ role: 'user', blocks: [{ kind: 'instruction', text: 'forbidden' }] }] }),
    close: async () => {},
  };
});

const cachePoint = { cachePoint: { type: 'default' } };
const bodyOf = () => bedrock.standIn.requests[0]?.body;

describe('what Bedrock is asked', () => {
  it('is a signed request for text, without tools, whose fixed parts are kept', async () => {
    await converse(bedrock.connect());
    const [request] = bedrock.standIn.requests;
    expect(request?.modelId).toBe(modelIds[0]);
    expect(request?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/.*\/eu-west-1\/bedrock\//,
    );
    expect(request?.body).toEqual({
      system: [{ text: 'You write apps.' }, { text: 'The rules of the stack.' }, cachePoint],
      messages: [
        {
          role: 'user',
          content: [
            { text: 'Write the app.' },
            {
              text: expect.stringMatching(/^<(data-[0-9a-f]{20}) label="request">\na task board\n<\/\1>$/),
            },
          ],
        },
      ],
      inferenceConfig: { maxTokens: 4_000 },
    });
  });

  it('holds a picture after its words, for a model that takes any', async () => {
    const picture: PromptBlock = { kind: 'data', label: 'picture', text: 'The page.', png: 'UE5H' };
    const asked = call({ messages: [{ role: 'user', blocks: [picture] }] });
    const seeing = inEveryRole(modelFacts(modelIds[0] ?? '', { takes_pictures: true }));
    await bedrock.connect({ models: seeing }).converse(asked, { signal: never });
    expect(bodyOf()?.messages[0]?.content).toEqual([
      { text: expect.stringContaining('The page.') },
      { image: { format: 'png', source: { bytes: 'UE5H' } } },
    ]);
  });

  it('keeps what ends with a cached block, and at most four prefixes in all', async () => {
    const cached = (label: string): PromptBlock => ({ kind: 'data', label, text: label, isCached: true });
    const blocks = [cached('a'), cached('b'), cached('c'), cached('d')];
    await bedrock.connect().converse(call({ messages: [{ role: 'user', blocks }] }), { signal: never });
    const content = bodyOf()?.messages[0]?.content ?? [];
    expect(content.map((block) => ('cachePoint' in block ? 'point' : block.text?.split('"')[1]))).toEqual([
      'a',
      'b',
      'point',
      'c',
      'point',
      'd',
      'point',
    ]);
  });

  it('leaves cache points out for models that do not take them', async () => {
    const models = inEveryRole(modelFacts('meta.llama-9-v1:0', { cache_minimum_tokens: null }));
    const blocks: PromptBlock[] = [{ kind: 'instruction', text: 'Write.', isCached: true }];
    await bedrock
      .connect({ models })
      .converse(call({ messages: [{ role: 'user', blocks }] }), { signal: never });
    expect(JSON.stringify(bodyOf())).not.toContain('cachePoint');
  });

  it('joins turns of one role, leaves empty ones out and repeats an earlier answer word for word', async () => {
    const say = (role: 'user' | 'assistant', words: string) =>
      ({ role, blocks: [{ kind: 'instruction', text: words }] }) as const;
    const messages = [
      say('user', 'one'),
      say('user', 'two'),
      say('assistant', ' '),
      say('user', 'three'),
      say('assistant', `${text}  `),
      say('user', 'five'),
    ];
    await bedrock.connect().converse(call({ messages }), { signal: never });
    expect(bodyOf()?.messages).toEqual([
      { role: 'user', content: [{ text: 'one' }, { text: 'two' }, { text: 'three' }] },
      { role: 'assistant', content: [{ text: `${text}  ` }] },
      { role: 'user', content: [{ text: 'five' }] },
    ]);
  });

  it('is asked of the role’s own models', async () => {
    const models = { author: [modelFacts('writes')], quick: [modelFacts('talks')] };
    const model = bedrock.connect({ models });
    await model.converse(call({ role: 'quick' }), { signal: never });
    await model.converse(call({ role: 'author' }), { signal: never });
    expect(bedrock.standIn.requests.map(({ modelId }) => modelId)).toEqual(['talks', 'writes']);
    expect(model).toMatchObject({ id: 'writes', models, label: 'Amazon Bedrock, writes', isBuiltIn: false });
  });
});

describe('a model that thinks', () => {
  const allowance = { low: 1_000, medium: 8_000, high: 20_000 };
  const thinker = (over = {}) =>
    modelFacts('anthropic.claude-x', {
      match: 'claude-x',
      thinking: 'always',
      thinking_tokens: allowance,
      ...over,
    });
  const ask = (facts: ReturnType<typeof thinker>, changes: Partial<ModelCall> = {}) =>
    bedrock.connect({ models: inEveryRole(facts) }).converse(call(changes), { signal: never });

  it('is told how much, has room for it, and thinks in summary so that it is not silent', async () => {
    await ask(thinker(), { effort: 'high' });
    expect(bodyOf()).toMatchObject({
      inferenceConfig: { maxTokens: 24_000 },
      additionalModelRequestFields: {
        thinking: { type: 'adaptive', display: 'summarized' },
        output_config: { effort: 'high' },
      },
    });
  });

  it('of another provider is told in its own way', async () => {
    await ask(thinker({ match: 'gpt-oss' }), { effort: 'low' });
    expect(bodyOf()?.additionalModelRequestFields).toEqual({ reasoning_effort: 'low' });
  });

  it('is never given more room than its longest answer', async () => {
    await ask(thinker({ answer_tokens: 6_000 }), { effort: 'high' });
    expect(bodyOf()?.inferenceConfig).toEqual({ maxTokens: 6_000 });
  });

  it.each(['on-request', 'never'] as const)('%s is asked nothing about it', async (thinking) => {
    await ask(thinker({ thinking }));
    expect(bodyOf()).not.toHaveProperty('additionalModelRequestFields');
    expect(bodyOf()?.inferenceConfig).toEqual({ maxTokens: 4_000 });
  });

  it('is never sent what some models refuse', async () => {
    await ask(thinker());
    const sent = JSON.stringify(bodyOf());
    for (const refused of [
      'temperature',
      'topP',
      'top_p',
      'top_k',
      'toolChoice',
      'toolConfig',
      'budget_tokens',
    ])
      expect(sent).not.toContain(refused);
  });

  it('says that it thinks, and its thoughts are no part of the answer', async () => {
    bedrock.script = () => streamOf('end_turn', thinkingDelta('Hm.'), thinkingDelta(''), textDelta('Done.'));
    const thoughts: string[] = [];
    const turn = await bedrock.connect().converse(call(), {
      signal: never,
      onThinking: (piece) => thoughts.push(piece),
    });
    expect(turn).toMatchObject({ stop: 'answered', text: 'Done.' });
    expect(thoughts).toEqual(['Hm.', '']);
  });
});

describe('what comes back', () => {
  it('is put together from its pieces, and cached tokens are counted apart', async () => {
    const shown: string[] = [];
    expect(await converse(bedrock.connect(), shown)).toEqual({
      modelId: modelIds[0],
      stop: 'answered',
      text,
      usage: { inputTokens: 11, outputTokens: 7, cacheReadTokens: 300, cacheWriteTokens: 20 },
    });
    expect(shown.join('')).toBe(text);
  });

  it.each([
    ['max_tokens', { stop: 'cut-off', because: 'length', text: 'Half' }],
    ['model_context_window_exceeded', { stop: 'cut-off', because: 'length', text: 'Half' }],
    ['end_turn', { stop: 'answered', text: 'Half' }],
    ['stop_sequence', { stop: 'answered', text: 'Half' }],
    ['refusal', { stop: 'refused', text: 'Half' }],
    ['content_filtered', { stop: 'refused', text: 'Half' }],
    ['malformed_model_output', { stop: 'cut-off', because: 'stream', text: 'Half' }],
  ])('that stopped for %s is told as such', async (stopReason, turn) => {
    bedrock.script = () => streamOf(stopReason, textDelta('Half'));
    expect(await converse(bedrock.connect())).toMatchObject({ ...turn, usage: { outputTokens: 7 } });
  });

  it('is estimated where the stream ends before it says what it took', async () => {
    const [, stop] = streamOfParts('end_turn');
    bedrock.script = () => ({ kind: 'stream', chunks: [...opening(), textDelta('Done.'), stop] });
    const turn = await converse(bedrock.connect());
    expect(turn).toMatchObject({ stop: 'answered', text: 'Done.' });
    expect(turn.usage.outputTokens).toBeGreaterThan(5);
    expect(turn.usage.cacheWriteTokens).toBeGreaterThan(JSON.stringify(call().messages).length);
  });
});

/** The parts of an ending, one by one. */
function streamOfParts(stopReason: string): readonly [Buffer, Buffer, Buffer] {
  const answer = streamOf(stopReason);
  if (answer.kind !== 'stream') throw new Error('no stream');
  const [blockStop, messageStop, metadata] = answer.chunks.slice(-3).filter(Buffer.isBuffer);
  if (blockStop === undefined || messageStop === undefined || metadata === undefined)
    throw new Error('the ending has other parts');
  return [blockStop, messageStop, metadata];
}

describe('a guardrail', () => {
  const guardrail = { id: 'gr-1', version: '3' };

  it('judges pictures as well', async () => {
    const picture: PromptBlock = { kind: 'data', label: 'picture', text: 'The page.', png: 'UE5H' };
    const models = inEveryRole(modelFacts(modelIds[0] ?? '', { takes_pictures: true }));
    const asked = call({ messages: [{ role: 'user', blocks: [picture] }] });
    await bedrock.connect({ guardrail, models }).converse(asked, { signal: never });
    expect(bodyOf()?.messages[0]?.content).toMatchObject([
      { guardContent: { text: {} } },
      { guardContent: { image: { format: 'png', source: { bytes: 'UE5H' } } } },
    ]);
  });

  it('judges what people, files and logs say, and nothing is shown before it has', async () => {
    const blocks: PromptBlock[] = [
      { kind: 'instruction', text: 'Mend the app.' },
      { kind: 'data', label: 'request', text: 'a task board' },
      { kind: 'file', path: 'src/a.js', text: 'let a;\n', isCached: true },
    ];
    await bedrock
      .connect({ guardrail })
      .converse(call({ messages: [{ role: 'user', blocks }] }), { signal: never });
    expect(bodyOf()?.guardrailConfig).toEqual({
      guardrailIdentifier: 'gr-1',
      guardrailVersion: '3',
      streamProcessingMode: 'sync',
    });
    const judged = (pattern: RegExp) => ({
      guardContent: { text: { text: expect.stringMatching(pattern) } },
    });
    expect(bodyOf()?.messages[0]?.content).toEqual([
      { text: 'Mend the app.' },
      judged(/^<data-\w+ label="request">\na task board\n/),
      judged(/^<file-\w+ path="src\/a.js">\nlet a;\n/),
      cachePoint,
    ]);
  });

  it('that stops an answer is a refusal by policy, and no other model is asked', async () => {
    bedrock.script = () => streamOf('guardrail_intervened', textDelta('Blocked.'));
    await expect(converse(bedrock.connect({ guardrail }))).rejects.toMatchObject({
      name: 'PolicyDenied',
      code: 'guardrail_intervened',
      details: { unpaid: [{ modelId: modelIds[0], usage: { inputTokens: 11, outputTokens: 7 } }] },
    });
    expect(bedrock.standIn.requests).toHaveLength(1);
  });

  it('is not there unless it is configured', async () => {
    await converse(bedrock.connect());
    expect(bodyOf()).not.toHaveProperty('guardrailConfig');
  });
});
