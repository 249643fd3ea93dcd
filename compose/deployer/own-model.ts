import { catalogue } from '#models';
import { describeModel, findModel } from '../../core/model/describe-model.ts';
import { freeModel } from '../../core/model/free-model.ts';
import { isPrivateUrl } from '../../core/model/private-host.ts';
import type { CatalogueOverlay } from '../../core/wire/models.ts';

/**
 * What GANTRY_MODELS is to say of the model that stands behind Bedrock's wire here: that it is free, on a server of one's own. Nothing where
 * models.yaml knows it already; PolicyDenied where somebody may be paid for it and nobody knows how much.
 */
export function ownModel(name: string, url: string | undefined): CatalogueOverlay | undefined {
  if (findModel(catalogue, name) !== undefined) return undefined;
  const { id: _id, ...family } =
    url !== undefined && isPrivateUrl(url) ? freeModel(name) : describeModel(catalogue, name);
  return { version: 1, families: [family] };
}
