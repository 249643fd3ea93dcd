import { catalogue } from '#models';
import { describeModel } from '../../../core/model/describe-model.ts';
import type { ModelFacts } from '../../../core/wire/models.ts';

/** A model of models.yaml, with its price. */
export const knownModel = (modelId: string): ModelFacts => describeModel(catalogue, modelId);
