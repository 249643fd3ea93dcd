import {
  BedrockClient,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
} from '@aws-sdk/client-bedrock';
import { shownModelId } from '../../core/model/describe-model.ts';
import { tryModel } from '../../core/model/try-model.ts';
import type { Model } from '../../core/ports/model.ts';
import { modelsOf } from '../../infra/models-of.ts';
import type { Settings } from '../../infra/settings.ts';
import { type Check, fine, warning } from './finding.ts';
import type { Place } from './place.ts';

const trialMs = 15_000;

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

/** Whether every model is offered in the region, or the key for them is there. */
export const modelAccess: Check = async (settings, place) => {
  const { author, quick } = modelsOf(settings);
  const ids = [...new Set([...author, ...quick].map(({ id }) => id))];
  const name = keyVariables[settings.model];
  if (name !== undefined)
    return keyOf(settings) === undefined
      ? warning(`${name} is not set: missions wait until the secret of the model is filled (docs/aws.md).`)
      : fine(`${name} is put into its secret where that is still empty`);
  const bedrock = new BedrockClient(place);
  const offered = await Promise.all(ids.map((id) => isOffered(bedrock, id)));
  const absent = ids.filter((_id, index) => offered[index] === false).map(shownModelId);
  if (absent.length === 0) return fine(`${ids.map(shownModelId).join(', ')} are offered here`);
  return warning(
    `Bedrock does not offer ${absent.join(', ')} here. Open them in the Bedrock console, or name others in -c modelIds and quickModelIds.`,
  );
};

async function isOffered(bedrock: BedrockClient, id: string): Promise<boolean> {
  const isProfile = /^[a-z-]+\.[a-z0-9]+\./.test(id) || id.startsWith('arn:');
  const asked = isProfile
    ? bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: id }))
    : bedrock.send(new GetFoundationModelCommand({ modelIdentifier: id }));
  return asked.then(
    () => true,
    () => false,
  );
}

/** Whether a model answers whoever deploys. A first question also subscribes the account to a model of a third party, which functions may not. */
export const modelAnswer: Check = async (settings, place) => {
  const apiKey = keyOf(settings);
  if (settings.model !== 'bedrock' && apiKey === undefined) return fine('it is not asked without its key');
  const model = await openModel(settings, place, apiKey ?? '');
  const problem = await tryModel(model, AbortSignal.timeout(trialMs));
  return problem === undefined
    ? fine(`${shownModelId(String(model.models.quick[0]?.id))} answers`)
    : warning(problem);
};

async function openModel(settings: Settings, { region }: Place, apiKey: string): Promise<Model> {
  const models = modelsOf(settings);
  const { modelBaseUrl: baseUrl } = settings;
  if (settings.model === 'bedrock') {
    const { bedrockModel } = await import('../../adapters/aws/model.ts');
    return bedrockModel({ models, region });
  }
  const { anthropicModel, openAiModel } = await import('../../adapters/ai-sdk/model.ts');
  if (settings.model === 'openai')
    return openAiModel({ models, apiKey, baseUrl: baseUrl ?? 'https://api.openai.com/v1' });
  return anthropicModel({ models, apiKey, ...(baseUrl !== undefined && { baseUrl }) });
}
