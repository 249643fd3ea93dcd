import { describe, expect, it } from 'vitest';
import { catalogue } from '#models';
import { isGantryError } from '../../core/errors.ts';
import { readEnvironment } from '../../local/environment.ts';
import { sayFault } from '../../local/say-fault.ts';
import { sayAssumedModels } from '../../local/say-models.ts';

type Variables = Readonly<Record<string, string>>;
const chosen = (variables: Variables) => readEnvironment(variables).services.model;
const idsOf = (variables: Variables) => {
  const { author = [], quick = [] } = chosen(variables)?.models ?? {};
  return { author: author.map(({ id }) => id), quick: quick.map(({ id }) => id) };
};
/** What a person reads who starts Gantry so. */
function refusal(variables: Variables): unknown {
  try {
    chosen(variables);
  } catch (error) {
    return sayFault(error);
  }
  return undefined;
}

const anthropic = { GANTRY_MODEL: 'anthropic', ANTHROPIC_API_KEY: 'key' };
const ollama = { GANTRY_MODEL: 'openai', OPENAI_BASE_URL: 'http://localhost:11434/v1' };

describe('the model of an environment', () => {
  it.each<Variables>([{}, { GANTRY_MODEL: '' }, { GANTRY_MODEL: 'built-in' }])(
    'is the built-in one by %j',
    (variables) => {
      expect(chosen(variables)).toBeUndefined();
    },
  );

  it.each([
    ['bedrock', { GANTRY_MODEL: 'bedrock' }],
    ['anthropic', anthropic],
    ['openai', { GANTRY_MODEL: 'openai', OPENAI_API_KEY: 'key' }],
    ['openai', { GANTRY_MODEL: 'openai', OPENAI_API_KEY: 'key', OPENAI_BASE_URL: '' }],
  ] as const)('is that of %s with the models of the catalogue', (door, variables) => {
    expect(chosen(variables)).toMatchObject({ door });
    expect(idsOf(variables)).toEqual(catalogue.defaults[door]);
  });

  it('is asked by the names that are given, whatever blanks are between them', () => {
    const named = { ...anthropic, GANTRY_MODEL_IDS: ' claude-opus-5-5, claude-sonnet-5-5,' };
    expect(idsOf(named).author).toEqual(['claude-opus-5-5', 'claude-sonnet-5-5']);
    expect(idsOf({ ...named, GANTRY_QUICK_MODEL_IDS: 'claude-haiku-5-5' }).quick).toEqual([
      'claude-haiku-5-5',
    ]);
  });

  it('goes to another server where one is named, with a key or without', () => {
    const variables = { ...ollama, GANTRY_MODEL_IDS: 'coder:30b' };
    expect(chosen(variables)).toMatchObject({ baseUrl: 'http://localhost:11434/v1', apiKey: undefined });
    expect(chosen({ ...variables, OPENAI_API_KEY: 'key' })).toMatchObject({ apiKey: 'key' });
    const proxy = 'https://proxy.example';
    expect(chosen({ ...anthropic, ANTHROPIC_BASE_URL: proxy })).toMatchObject({ baseUrl: proxy });
  });

  it('of Bedrock has a guardrail where one is named', () => {
    const bedrock = { GANTRY_MODEL: 'bedrock' };
    expect(chosen(bedrock)).toMatchObject({ guardrail: undefined });
    expect(chosen({ ...bedrock, GANTRY_GUARDRAIL_ID: 'abc' })).toMatchObject({
      guardrail: { id: 'abc', version: 'DRAFT' },
    });
    expect(chosen({ ...bedrock, GANTRY_GUARDRAIL_ID: 'abc', GANTRY_GUARDRAIL_VERSION: '3' })).toMatchObject({
      guardrail: { id: 'abc', version: '3' },
    });
  });
});

describe('a choice that lacks something', () => {
  it.each<[Variables, RegExp]>([
    [{ GANTRY_MODEL: 'gpt' }, /^GANTRY_MODEL: /],
    [{ GANTRY_MODEL: 'anthropic' }, /^GANTRY_MODEL=anthropic needs a key: set ANTHROPIC_API_KEY\.$/],
    [{ GANTRY_MODEL: 'openai' }, /^GANTRY_MODEL=openai needs a key: set OPENAI_API_KEY, or OPENAI_BASE_URL /],
    [{ ...ollama, OPENAI_BASE_URL: 'localhost' }, /^OPENAI_BASE_URL: give an address such as http:/],
    [ollama, /^Name the models to ask at localhost:11434 in GANTRY_MODEL_IDS/],
    [
      { ...anthropic, GANTRY_MODEL_IDS: 'claude-9' },
      /^The price of model claude-9 is not known.*GANTRY_MODELS/,
    ],
    [{ ...anthropic, GANTRY_QUICK_MODEL_IDS: 'claude-9' }, /^The price of model claude-9 is not known/],
    [
      {
        GANTRY_MODEL: 'bedrock',
        GANTRY_MODEL_IDS: 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/a',
      },
      /^The price of model arn:aws:bedrock:eu-west-1:\*{12}:\S+ is not known.*`aliases`/,
    ],
    [
      { GANTRY_MODEL: 'openai', OPENAI_BASE_URL: 'https://models.example/v1', GANTRY_MODEL_IDS: 'coder:30b' },
      /^The price of model coder:30b is not known/,
    ],
  ])('%j is told in one line', (variables, words) => {
    const said = refusal(variables);
    expect(said).toMatch(words);
    expect(said).not.toMatch(/\n|123456789012/);
  });

  it('is an error of ours', () => {
    expect(() => chosen({ GANTRY_MODEL: 'anthropic' })).toThrow(
      expect.objectContaining({ code: 'key_missing' }),
    );
    expect(() => chosen({ ...anthropic, GANTRY_MODEL_IDS: 'claude-9' })).toThrow(
      expect.toSatisfy((error) => isGantryError(error) && error.name === 'PolicyDenied'),
    );
  });
});

describe('models of one’s own server', () => {
  const said = (variables: Variables) => {
    const service = chosen(variables);
    return service && sayAssumedModels(service.models);
  };

  it('are told to be taken as free, each once and with what is assumed of them', () => {
    const named = { ...ollama, GANTRY_MODEL_IDS: 'coder:30b', GANTRY_QUICK_MODEL_IDS: 'small:4b,coder:30b' };
    expect(said(named)).toBe(
      'coder:30b, small:4b: taken as free, with 32,768 tokens of context and answers of 8,192. GANTRY_MODELS names a file that says otherwise.',
    );
  });

  it('are not told of where every price is known', () => {
    expect(said(anthropic)).toBeUndefined();
  });
});
