import { shownModelId } from '../../core/model/describe-model.ts';
import { tryModel } from '../../core/model/try-model.ts';
import type { Model } from '../../core/ports/model.ts';
import type { ModelFacts } from '../../core/wire/models.ts';
import { modelsOf } from '../../infra/models-of.ts';
import type { Settings } from '../../infra/settings.ts';
import { askBedrock, whyUnanswered } from './ask-bedrock.ts';
import { type Check, type Finding, fine, warning } from './finding.ts';
import type { Place } from './place.ts';

const trialMs = 20_000;

/** The variable that fills the secret of a door that is opened by a key; none for Bedrock, which is opened by a right. */
export const keyVariables = {
  bedrock: undefined,
  anthropic: 'ANTHROPIC_API_KEY',
  openai: 'OPENAI_API_KEY',
} as const satisfies Record<Settings['model'], string | undefined>;

/** The key that is there for the door, if it wants one. */
export function keyOf({ model }: Pick<Settings, 'model'>): string | undefined {
  const name = keyVariables[model];
  return name && (process.env[name] || undefined);
}

/** Whether each model answers whoever deploys, with what Bedrock says of it where it does not. A first question also subscribes the account to a model of a third party, which functions may not. */
export const models: Check = async (settings, place) => {
  const name = keyVariables[settings.model];
  const apiKey = keyOf(settings);
  if (name !== undefined && apiKey === undefined)
    return warning(
      `${name} is not set: missions wait until the secret of the model is filled (docs/aws.md).`,
    );
  const { author, quick } = modelsOf(settings);
  const each = [...new Map([...author, ...quick].map((facts) => [facts.id, facts])).values()];
  return Promise.all(each.map((facts) => tryOne(settings, place, facts, apiKey ?? '')));
};

async function tryOne(settings: Settings, place: Place, facts: ModelFacts, apiKey: string): Promise<Finding> {
  const what = `Model ${shownModelId(facts.id)}`;
  const [problem, told] = await Promise.all([
    answerOf(settings, place, facts, apiKey),
    settings.model === 'bedrock' ? askBedrock(place, facts.id) : undefined,
  ]);
  if (problem === undefined) return { what, ...fine('it answers') };
  return { what, ...warning([problem, told && whyUnanswered(told)].filter(Boolean).join(' ')) };
}

async function answerOf(
  settings: Settings,
  { region }: Place,
  facts: ModelFacts,
  apiKey: string,
): Promise<string | undefined> {
  try {
    const model = await openModel(settings, { author: [facts], quick: [facts] }, { region, apiKey });
    return await tryModel(model, AbortSignal.timeout(trialMs));
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      return 'It did not answer in time. Try again, or look at the status of its provider.';
    throw error;
  }
}

async function openModel(
  { model, modelBaseUrl: baseUrl }: Settings,
  models: Model['models'],
  { region, apiKey }: { readonly region: string; readonly apiKey: string },
): Promise<Model> {
  if (model === 'bedrock') {
    const { bedrockModel } = await import('../../adapters/aws/model.ts');
    return bedrockModel({ models, region });
  }
  const { anthropicModel, openAiModel } = await import('../../adapters/ai-sdk/model.ts');
  if (model === 'openai')
    return openAiModel({ models, apiKey, baseUrl: baseUrl ?? 'https://api.openai.com/v1' });
  return anthropicModel({ models, apiKey, ...(baseUrl !== undefined && { baseUrl }) });
}
