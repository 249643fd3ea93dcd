import { describe, expect, test } from 'vitest';
import { catalogue } from '#models';
import { chooseModels, type ModelChoice } from '../../../core/model/choose-models.ts';
import { isFree } from '../../../core/model/free-model.ts';
import { nameModel } from '../../../core/model/name-model.ts';

const chosen = (choice: ModelChoice) => {
  const { author, quick } = chooseModels(catalogue, choice);
  return { author: author.map(({ id }) => id), quick: quick.map(({ id }) => id) };
};
const anywhere = 'https://models.example/v1';
const here = 'http://localhost:11434/v1';

describe('the models of a door', () => {
  test.each(['bedrock', 'anthropic', 'openai'] as const)('are its defaults where %s names none', (door) => {
    expect(chosen({ door })).toEqual(catalogue.defaults[door]);
    expect(chosen({ door, authorIds: [], quickIds: [] })).toEqual(catalogue.defaults[door]);
  });

  test('are asked in the order in which they are named', () => {
    const authorIds = ['claude-opus-5-5', 'claude-sonnet-5'];
    expect(chosen({ door: 'anthropic', authorIds, quickIds: ['claude-haiku-5-5'] })).toEqual({
      author: authorIds,
      quick: ['claude-haiku-5-5'],
    });
  });

  test('that write give quick answers too where authors alone are named', () => {
    expect(chosen({ door: 'anthropic', authorIds: ['claude-opus-5-5'] }).quick).toEqual(['claude-opus-5-5']);
  });

  test('that give quick answers leave the authors as they are', () => {
    expect(chosen({ door: 'bedrock', quickIds: ['global.anthropic.claude-opus-5'] })).toEqual({
      author: catalogue.defaults.bedrock?.author,
      quick: ['global.anthropic.claude-opus-5'],
    });
  });

  test('are to be named where the server is not the provider’s own', () => {
    expect(() => chosen({ door: 'openai', baseUrl: anywhere })).toThrow(
      expect.objectContaining({
        code: 'models_unnamed',
        message: expect.stringMatching(/at models\.example in GANTRY_MODEL_IDS/),
      }),
    );
    expect(chosen({ door: 'anthropic', baseUrl: anywhere })).toEqual(catalogue.defaults.anthropic);
    expect(chosen({ door: 'openai', baseUrl: 'https://api.openai.com/v1' })).toEqual(
      catalogue.defaults.openai,
    );
  });

  test('are to be named where the catalogue has no defaults of the door', () => {
    expect(() => chooseModels({ ...catalogue, defaults: {} }, { door: 'bedrock' })).toThrow(
      /^Name the models to ask in GANTRY_MODEL_IDS/,
    );
  });
});

describe('a model without a price', () => {
  test.each([
    [{ door: 'bedrock' }],
    [{ door: 'anthropic', baseUrl: here }],
    [{ door: 'openai' }],
    [{ door: 'openai', baseUrl: anywhere }],
  ] as const)('is refused by %j', (choice) => {
    expect(() => chosen({ ...choice, authorIds: ['coder:30b'] })).toThrow(
      expect.objectContaining({ name: 'PolicyDenied', code: 'model_price_unknown' }),
    );
    expect(() => chosen({ ...choice, authorIds: ['gpt-6-sol'], quickIds: ['coder:30b'] })).toThrow(
      expect.objectContaining({ code: 'model_price_unknown' }),
    );
  });

  test('is free on a server of one’s own, and taken for a small one', () => {
    const { author } = chooseModels(catalogue, { door: 'openai', baseUrl: here, authorIds: ['coder:30b'] });
    expect(author).toMatchObject([
      { id: 'coder:30b', context_tokens: 32_768, answer_tokens: 8_192, thinking: 'never', tiers: [] },
    ]);
    expect(author.every(isFree)).toBe(true);
  });

  test('of a name that has one costs it there as well', () => {
    const { author } = chooseModels(catalogue, { door: 'openai', baseUrl: here, authorIds: ['gpt-6-luna'] });
    expect(author.some(isFree)).toBe(false);
  });
});

describe('a server', () => {
  const isOwn = (baseUrl: string): boolean => {
    try {
      chooseModels(catalogue, { door: 'openai', baseUrl, authorIds: ['coder:30b'] });
      return true;
    } catch {
      return false;
    }
  };

  test.each([
    ...['http://localhost:1', 'http://ollama:11434/v1', 'http://127.0.0.1', 'http://[::1]:8080/v1'],
    ...['http://10.1.2.3', 'http://172.16.0.1', 'http://172.31.255.1', 'http://192.168.1.5:1234/v1'],
    ...['http://100.64.0.1', 'http://[fd00::1]/', 'http://[fc12::1]/', 'http://host.docker.internal:11434'],
    ...['http://mac.local/v1', 'http://gpu.lan', 'http://a.b.home.arpa'],
  ])('at %s is one’s own', (url) => expect(isOwn(url)).toBe(true));

  test.each([
    ...['https://api.openai.com/v1', 'https://localhost.example/v1', 'http://8.8.8.8', 'http://172.32.0.1'],
    ...[
      'http://11.0.0.1',
      'http://192.169.0.1',
      'http://100.128.0.1',
      'http://[2001:db8::1]/',
      'http://1.127.0.0',
    ],
    ...['http://10.example', 'https://internal.example', 'http://evil-local.com'],
  ])('at %s is somebody else’s', (url) => expect(isOwn(url)).toBe(false));
});

describe('the catalogue', () => {
  test('knows the price of everyone that its doors ask by default', () => {
    for (const door of ['bedrock', 'anthropic', 'openai'] as const) {
      const { author, quick } = chooseModels(catalogue, { door });
      for (const facts of [...author, ...quick]) expect(isFree(facts), facts.id).toBe(false);
    }
  });

  test('names each family once, and every alias stands for one of them', () => {
    const matches = catalogue.families.map(({ match }) => match);
    expect(new Set(matches).size).toBe(matches.length);
    const authorIds = Object.keys(catalogue.aliases);
    expect(chosen({ door: 'openai', baseUrl: anywhere, authorIds }).author).toEqual(authorIds);
  });

  test.each(catalogue.families.map((family) => [family.match, family] as const))(
    'has %s read from its cache for less than it is read anew, and think no longer than it answers',
    (_match, { usd_per_million_tokens: usd, tiers, thinking_tokens: thinking, ...family }) => {
      for (const price of [usd, ...tiers.map((tier) => tier.usd_per_million_tokens)]) {
        expect(price.cache_read).toBeLessThanOrEqual(price.input);
        expect(price.cache_write).toBeGreaterThanOrEqual(price.input);
        expect(price.output).toBeGreaterThanOrEqual(usd.output);
      }
      expect(Math.max(...Object.values(thinking))).toBeLessThan(family.answer_tokens);
      expect(thinking.high > 0).toBe(family.thinking === 'always');
      expect(family.answer_tokens).toBeLessThanOrEqual(family.context_tokens);
    },
  );
});

test.each([
  ['bedrock', undefined, 'Amazon Bedrock, claude-opus-5-5'],
  ['anthropic', undefined, 'Anthropic, claude-opus-5-5'],
  ['openai', undefined, 'OpenAI, claude-opus-5-5'],
  ['openai', 'localhost:11434', 'localhost:11434, claude-opus-5-5'],
] as const)('a model by %s at %s is called %s', (door, host, label) => {
  const models = chooseModels(catalogue, { door: 'anthropic', authorIds: ['claude-opus-5-5'] });
  expect(nameModel(door, models, host)).toEqual({ id: 'claude-opus-5-5', models, label, isBuiltIn: false });
});
