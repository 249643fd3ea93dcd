import { catalogue } from '#models';
import { DependencyRefused, isGantryError } from '../../core/errors.ts';
import type { ChosenModels } from '../../core/model/choose-models.ts';
import { chooseModels, otherServer } from '../../core/model/choose-models.ts';
import { nameModel } from '../../core/model/name-model.ts';
import type { Model } from '../../core/ports/model.ts';
import type { ReadSecret } from '../aws/secrets.ts';
import type { AwsEnvironment } from './aws-config.ts';
import { whenUsed } from './when-used.ts';

type Asked = Pick<Model, 'converse'>;
type ReadKey = (signal: AbortSignal) => Promise<string>;

/**
 * The model of a function's environment. Who may answer is known at once, so that a function that asks nobody can say it; the door, and only the
 * one that is configured, is loaded at the first call. `readSecret` reads the secret of the model, where there is one.
 */
export function awsModel(env: AwsEnvironment, readSecret: ReadSecret | undefined): Model {
  const { GANTRY_MODEL_IDS: authorIds, GANTRY_QUICK_MODEL_IDS: quickIds } = env;
  const ids = { authorIds, quickIds };
  switch (env.GANTRY_MODEL) {
    case 'anthropic': {
      const models = chooseModels(catalogue, { door: 'anthropic', ...ids });
      return { ...nameModel('anthropic', models), ...byAnthropic(env, models, readSecret) };
    }
    case 'openai': {
      const { OPENAI_BASE_URL: baseUrl } = env;
      const models = chooseModels(catalogue, { door: 'openai', ...ids, baseUrl });
      return { ...nameModel('openai', models, otherServer(baseUrl)), ...byOpenAi(env, models, readSecret) };
    }
    case 'bedrock':
    case '': {
      const models = chooseModels(catalogue, { door: 'bedrock', ...ids });
      return { ...nameModel('bedrock', models), ...byBedrock(env, models) };
    }
  }
}

function byBedrock(env: AwsEnvironment, models: ChosenModels): Asked {
  const { GANTRY_GUARDRAIL_ID: id, GANTRY_GUARDRAIL_VERSION: version } = env;
  const load = async () => {
    const { bedrockModel } = await import('../aws/model.ts');
    return bedrockModel({ models, ...(id !== undefined && { guardrail: { id, version } }) });
  };
  return whenUsed(load, ['converse']);
}

function byAnthropic(env: AwsEnvironment, models: ChosenModels, readSecret: ReadSecret | undefined): Asked {
  const { ANTHROPIC_API_KEY: variable, ANTHROPIC_BASE_URL: baseUrl } = env;
  const apiKey = keyOf({ name: 'ANTHROPIC_API_KEY', variable }, readSecret);
  const load = async () => {
    const { anthropicModel } = await import('../ai-sdk/model.ts');
    return anthropicModel({ models, apiKey, ...(baseUrl !== undefined && { baseUrl }) });
  };
  return afterKey(apiKey, whenUsed(load, ['converse']));
}

function byOpenAi(env: AwsEnvironment, models: ChosenModels, readSecret: ReadSecret | undefined): Asked {
  const { OPENAI_API_KEY: variable, OPENAI_BASE_URL: baseUrl = 'https://api.openai.com/v1' } = env;
  const needed = keyOf({ name: 'OPENAI_API_KEY', variable }, readSecret);
  const apiKey = otherServer(baseUrl) === undefined ? needed : orNone(needed);
  const load = async () => {
    const { openAiModel } = await import('../ai-sdk/model.ts');
    return openAiModel({ models, baseUrl, apiKey });
  };
  return afterKey(apiKey, whenUsed(load, ['converse']));
}

/** The variable where it is set, else the secret's field. */
function keyOf(
  { name, variable }: { readonly name: string; readonly variable: string | undefined },
  readSecret: ReadSecret | undefined,
): ReadKey {
  return async (signal) => {
    if (variable !== undefined) return variable;
    if (readSecret !== undefined) return readSecret('api_key', signal);
    throw new DependencyRefused('not_configured', `Set ${name} in this function's environment.`);
  };
}

/** A server of one's own may want no key: while nobody has filled it, none is shown. */
const orNone =
  (readKey: ReadKey): ReadKey =>
  (signal) =>
    readKey(signal).catch((error: unknown) => {
      if (isGantryError(error) && error.code === 'not_configured') return '';
      throw error;
    });

/** A key that nobody has filled is known before anybody is asked, and is no fault of the model's. */
const afterKey = (readKey: ReadKey, { converse }: Asked): Asked => ({
  converse: async (call, options) => {
    await readKey(options.signal);
    return converse(call, options);
  },
});
