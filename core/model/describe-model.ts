import { PolicyDenied } from '../errors.ts';
import type { ModelCatalogue, ModelFacts, ModelFamily, TokenPrice } from '../wire/models.ts';

/** An id as people may see it: account numbers of AWS are masked. */
export function shownModelId(modelId: string): string {
  return modelId.replace(/\b\d{12}\b/g, '************');
}

/** What may follow a family's name in an id: a date, a version, and what a provider hangs on. Anything else is another model. */
const afterName = String.raw`(?:-\d{8}|-\d{4}-\d{2}-\d{2})?(?:-v\d+)?(?:[:@].*)?$`;
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** True where `match` begins an id, or what follows one of its separators, and stands at its end. */
function names(modelId: string, match: string): boolean {
  return new RegExp(`(?:^|[./:])${escaped(match)}${afterName}`).test(modelId);
}

function familyOf({ families }: ModelCatalogue, name: string): ModelFamily | undefined {
  return families
    .filter((family) => names(name, family.match))
    .toSorted((left, right) => right.match.length - left.match.length)[0];
}

/** Prices to a billionth of a dollar, without what multiplying in binary leaves behind. */
const times = (price: TokenPrice, factor: number): TokenPrice => {
  const dearer = (usd: number): number => Number((usd * factor).toFixed(9));
  return {
    input: dearer(price.input),
    output: dearer(price.output),
    cache_read: dearer(price.cache_read),
    cache_write: dearer(price.cache_write),
  };
};

function withSurcharge(family: ModelFamily, { surcharges }: ModelCatalogue, name: string): ModelFamily {
  // An ARN ends in the id that it is about.
  const id = name.slice(name.lastIndexOf('/') + 1);
  const factor =
    surcharges.find(({ prefixes }) => prefixes.some((start) => id.startsWith(start)))?.factor ?? 1;
  return {
    ...family,
    usd_per_million_tokens: times(family.usd_per_million_tokens, factor),
    tiers: family.tiers.map((tier) => ({
      ...tier,
      usd_per_million_tokens: times(tier.usd_per_million_tokens, factor),
    })),
  };
}

/** What the catalogue knows of a model, by its own id or that of the model it stands for; undefined where it knows nothing. */
export function findModel(catalogue: ModelCatalogue, modelId: string): ModelFacts | undefined {
  const name = catalogue.aliases[modelId] ?? modelId;
  const family = familyOf(catalogue, name);
  return family && { id: modelId, ...withSurcharge(family, catalogue, name) };
}

/** What models.yaml knows of a model; PolicyDenied where it does not know it, since an unknown price is not zero. */
export function describeModel(catalogue: ModelCatalogue, modelId: string): ModelFacts {
  const facts = findModel(catalogue, modelId);
  if (facts !== undefined) return facts;
  const how = modelId.startsWith('arn:')
    ? 'Name the model that it stands for under `aliases`'
    : 'Add its family with its prices';
  throw new PolicyDenied(
    'model_price_unknown',
    `The price of model ${shownModelId(modelId)} is not known, so nothing is spent on it. ${how} in models.yaml, or in the file that GANTRY_MODELS names.`,
  );
}
