import type { CatalogueOverlay, ModelCatalogue } from '../wire/models.ts';

/** A catalogue with another laid over it: families are replaced by their `match` or added before the others, aliases and defaults are merged by name. */
export function layCatalogue(catalogue: ModelCatalogue, over: CatalogueOverlay): ModelCatalogue {
  const families = over.families ?? [];
  const isReplaced = new Set(families.map(({ match }) => match));
  return {
    version: catalogue.version,
    families: [...families, ...catalogue.families.filter(({ match }) => !isReplaced.has(match))],
    surcharges: over.surcharges ?? catalogue.surcharges,
    aliases: { ...catalogue.aliases, ...over.aliases },
    defaults: { ...catalogue.defaults, ...over.defaults },
  };
}
