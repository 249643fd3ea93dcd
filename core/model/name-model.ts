import type { Model } from '../ports/model.ts';
import type { Door } from '../wire/models.ts';
import type { ChosenModels } from './choose-models.ts';
import { shownModelId } from './describe-model.ts';

const doorNames: Readonly<Record<Door, string>> = {
  bedrock: 'Amazon Bedrock',
  anthropic: 'Anthropic',
  openai: 'OpenAI',
};

/** What a model is called before anybody asks it: by its first author. `host` is that of another server than the provider's own. */
export function nameModel(
  door: Door,
  models: ChosenModels,
  host?: string,
): Pick<Model, 'id' | 'models' | 'label' | 'isBuiltIn'> {
  const id = shownModelId(String(models.author[0]?.id));
  return { id, models, label: `${host ?? doorNames[door]}, ${id}`, isBuiltIn: false };
}
