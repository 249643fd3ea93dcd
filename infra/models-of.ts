import { catalogue } from '#models';
import { type ChosenModels, chooseModels } from '../core/model/choose-models.ts';
import type { ModelCatalogue } from '../core/wire/models.ts';
import type { Settings } from './settings.ts';

/** The models that functions may ask, each with its price; PolicyDenied where one has none. */
export const modelsOf = ({
  model,
  modelIds,
  quickModelIds,
  modelBaseUrl,
  modelProfiles = 'global',
}: Pick<Settings, 'model' | 'modelIds' | 'quickModelIds' | 'modelBaseUrl'> &
  Partial<Pick<Settings, 'modelProfiles'>>): ChosenModels =>
  chooseModels(withProfiles(modelProfiles), {
    door: model,
    authorIds: modelIds,
    quickIds: quickModelIds,
    baseUrl: modelBaseUrl,
  });

/** The catalogue whose own choice of Bedrock's models routes within a geography instead of everywhere. */
function withProfiles(geography: string): ModelCatalogue {
  const { bedrock } = catalogue.defaults;
  if (geography === 'global' || bedrock === undefined) return catalogue;
  const within = (ids: readonly string[]) => ids.map((id) => id.replace(/^global\./, `${geography}.`));
  const { author, quick } = bedrock;
  return {
    ...catalogue,
    defaults: { ...catalogue.defaults, bedrock: { author: within(author), quick: within(quick) } },
  };
}

/** What an id stands for: the model that an alias names, or itself. */
export const modelNamed = (modelId: string): string => catalogue.aliases[modelId] ?? modelId;
