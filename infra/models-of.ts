import { catalogue } from '#models';
import { type ChosenModels, chooseModels } from '../core/model/choose-models.ts';
import type { Settings } from './settings.ts';

/** The models that functions may ask, each with its price; PolicyDenied where one has none. */
export const modelsOf = ({
  model,
  modelIds,
  quickModelIds,
  modelBaseUrl,
}: Pick<Settings, 'model' | 'modelIds' | 'quickModelIds' | 'modelBaseUrl'>): ChosenModels =>
  chooseModels(catalogue, {
    door: model,
    authorIds: modelIds,
    quickIds: quickModelIds,
    baseUrl: modelBaseUrl,
  });

/** What an id stands for: the model that an alias names, or itself. */
export const modelNamed = (modelId: string): string => catalogue.aliases[modelId] ?? modelId;
