import { PolicyDenied } from '../errors.ts';
import type { ModelCatalogue, ModelFacts, ModelFamily } from '../wire/models.ts';

/** An id as people may see it: account numbers of AWS are masked. */
export function shownModelId(modelId: string): string {
  return modelId.replace(/\b\d{12}\b/g, '************');
}

/** True where `match` stands in an id between its ends or separators. */
function names(modelId: string, match: string): boolean {
  const at = modelId.indexOf(match);
  if (at === -1) return false;
  const before = modelId[at - 1];
  const after = modelId[at + match.length];
  return (before === undefined || /[./:]/.test(before)) && (after === undefined || /[-:@/]/.test(after));
}

function familyOf(catalogue: ModelCatalogue, modelId: string): ModelFamily | undefined {
  const name = catalogue.aliases[modelId] ?? modelId;
  return catalogue.families
    .filter((family) => names(name, family.match))
    .toSorted((left, right) => right.match.length - left.match.length)[0];
}

/** What models.yaml knows of a model; PolicyDenied where it does not know it, since an unknown price is not zero. */
export function describeModel(catalogue: ModelCatalogue, modelId: string): ModelFacts {
  const family = familyOf(catalogue, modelId);
  if (family !== undefined) return { id: modelId, ...family };
  const shown = shownModelId(modelId);
  const how = modelId.startsWith('arn:')
    ? 'Name the model that it stands for under `aliases`'
    : 'Add its family with its prices';
  throw new PolicyDenied(
    'model_price_unknown',
    `The price of model ${shown} is not known, so nothing is spent on it. ${how} in models.yaml, or in the file that GANTRY_MODELS names.`,
  );
}
