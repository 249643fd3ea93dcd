import { InputRejected } from '../errors.ts';
import type { Door, ModelCatalogue, ModelFacts } from '../wire/models.ts';
import { describeModel, findModel } from './describe-model.ts';
import { freeModel } from './free-model.ts';
import { isPrivateUrl } from './private-host.ts';

/** Which door is configured, and which models behind it; where nobody is named the catalogue's defaults are. */
export interface ModelChoice {
  readonly door: Door;
  readonly authorIds?: readonly string[] | undefined;
  readonly quickIds?: readonly string[] | undefined;
  /** Another server than the provider's own. */
  readonly baseUrl?: string | undefined;
}

/** Everyone who may answer in each role, first to last. */
export interface ChosenModels {
  readonly author: readonly ModelFacts[];
  readonly quick: readonly ModelFacts[];
}

/**
 * The models that configuration asks for, each with its price. Where authors are named and nobody for quick answers, the authors give those too.
 * PolicyDenied where a price is unknown; on a private server that speaks OpenAI's API an unknown model is free. InputRejected where nobody is
 * named and the door has no defaults.
 */
export function chooseModels(catalogue: ModelCatalogue, choice: ModelChoice): ChosenModels {
  const { author, quick } = idsOf(catalogue, choice);
  const known = (modelId: string): ModelFacts => factsOf(catalogue, choice, modelId);
  return { author: author.map(known), quick: quick.map(known) };
}

/** The host of a server that speaks OpenAI's API and is not OpenAI's own. */
export function otherServer(baseUrl: string | undefined): string | undefined {
  const host = baseUrl === undefined ? undefined : new URL(baseUrl).host;
  return host === 'api.openai.com' ? undefined : host;
}

function idsOf(catalogue: ModelCatalogue, choice: ModelChoice) {
  const { door, authorIds = [], quickIds = [], baseUrl } = choice;
  // Another server than OpenAI's own has models of its own.
  const server = door === 'openai' ? otherServer(baseUrl) : undefined;
  const defaults = server === undefined ? catalogue.defaults[door] : undefined;
  const given = authorIds.length > 0 ? { author: authorIds, quick: authorIds } : defaults;
  if (given === undefined)
    throw new InputRejected(
      'models_unnamed',
      `Name the models to ask${server === undefined ? '' : ` at ${server}`} in GANTRY_MODEL_IDS, the first one first.`,
    );
  return quickIds.length > 0 ? { ...given, quick: quickIds } : given;
}

function factsOf(catalogue: ModelCatalogue, { door, baseUrl }: ModelChoice, modelId: string): ModelFacts {
  const isOwnServer = door === 'openai' && baseUrl !== undefined && isPrivateUrl(baseUrl);
  if (isOwnServer && findModel(catalogue, modelId) === undefined) return freeModel(modelId);
  return describeModel(catalogue, modelId);
}
