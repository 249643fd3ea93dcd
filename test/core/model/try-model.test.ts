import { expect, it } from 'vitest';
import { DependencyRefused } from '../../../core/errors.ts';
import { tryModel } from '../../../core/model/try-model.ts';
import type { Model, ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import { knownModel } from '../budget/known-model.ts';

const never = new AbortController().signal;
const quick = knownModel('global.anthropic.claude-haiku-4-5-20251001-v1:0');
const usage = { inputTokens: 20, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0 };

function tried(converse: Model['converse']): Model {
  const author = [knownModel('global.anthropic.claude-sonnet-4-6')];
  const models = { author, quick: [quick, ...author] };
  return { id: 'author', models, label: 'tried', isBuiltIn: false, converse };
}

const answerOf = (modelId: string): Model =>
  tried(async (): Promise<ModelTurn> => ({ modelId, usage, text: 'ready', stop: 'answered' }));

it('has nothing to say of a model that answers, which it asks for a few tokens', async () => {
  const calls: ModelCall[] = [];
  const model = tried(async (call) => {
    calls.push(call);
    return { modelId: quick.id, usage, text: 'ready', stop: 'answered' };
  });
  expect(await tryModel(model, never)).toBeUndefined();
  expect(calls).toMatchObject([{ role: 'quick', effort: 'low' }]);
  expect(calls[0]?.maxTokens).toBeLessThan(100);
});

it('takes a model that answers too long for one that answers', async () => {
  const model = tried(async () => ({
    modelId: quick.id,
    usage,
    text: 'ready',
    stop: 'cut-off',
    because: 'length',
  }));
  expect(await tryModel(model, never)).toBeUndefined();
});

it('tells of a first model that does not answer where another does, and masks accounts', async () => {
  const second = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc';
  expect(await tryModel(answerOf(second), never)).toBe(
    `${quick.id} does not answer; arn:aws:bedrock:eu-west-1:************:application-inference-profile/abc does in its place.`,
  );
});

it.each([
  [{}, 'Open the model.'],
  [{ failures: [] }, 'Open the model.'],
  [{ failures: [{ modelId: quick.id, message: '' }] }, 'Open the model.'],
  [
    { failures: [{ modelId: quick.id, message: 'Access denied for the use case.' }] },
    'Open the model. (Access denied for the use case.)',
  ],
])('says what to do and what the provider said: %j', async (details, said) => {
  const model = tried(async () => {
    throw new DependencyRefused('model_denied', 'Open the model.', { details });
  });
  expect(await tryModel(model, never)).toBe(said);
});

it('says nothing of a fault that tells no details', async () => {
  const model = tried(async () => {
    throw new DependencyRefused('not_configured', 'Fill the secret.');
  });
  expect(await tryModel(model, never)).toBe('Fill the secret.');
});

it('hides no bug, and ends for the reason that it was ended for', async () => {
  const bug = new TypeError('not a function');
  const broken = tried(async () => {
    throw bug;
  });
  await expect(tryModel(broken, never)).rejects.toBe(bug);
  const reason = new Error('Gantry closes.');
  await expect(tryModel(broken, AbortSignal.abort(reason))).rejects.toBe(reason);
});
