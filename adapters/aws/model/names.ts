import type { Model } from '../../../core/ports/model.ts';
import { defaultModelIds } from '../../../core/wire/model-ids.ts';

type ModelNames = Pick<Model, 'id' | 'modelIds' | 'label' | 'isBuiltIn'>;

/** What Bedrock's models are called, for whoever asks them nothing; none configured means the default list. */
export function bedrockNames(configured: readonly string[] | undefined): ModelNames {
  const modelIds = configured?.length ? configured : defaultModelIds;
  const [id = ''] = modelIds;
  return { id, modelIds, label: `Amazon Bedrock, ${id}`, isBuiltIn: false };
}
