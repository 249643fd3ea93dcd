import type { AgreedPlan, Consultation } from '../wire/chat.ts';
import { renamedFeatures } from './rename-features.ts';
import { hasFeature, sameFeature } from './same-feature.ts';

const maxFeatures = 40;

/**
 * The plan after a consultation. What was agreed stays unless it is removed by name, so a plan is never dropped by silence; what is added
 * and there already is not doubled. Undefined when there is nothing to build: no plan before and no title now.
 */
export function amendPlan(plan: AgreedPlan | undefined, consultation: Consultation): AgreedPlan | undefined {
  const title = consultation.title ?? plan?.title;
  if (title === undefined) return undefined;
  const named = renamedFeatures(plan?.features ?? [], consultation.rename_features ?? []);
  const kept = named.filter((feature) => !hasFeature(consultation.remove_features, feature));
  const added = consultation.add_features.filter(
    (feature, index, all) =>
      !hasFeature(kept, feature) && all.findIndex((other) => sameFeature(other, feature)) === index,
  );
  const features = [...kept, ...added];
  return {
    title,
    stack: consultation.stack ?? plan?.stack ?? 'static',
    features: features.slice(0, maxFeatures),
  };
}

/** Whether two plans would build the same. */
export function samePlan(left: AgreedPlan, right: AgreedPlan): boolean {
  return (
    left.title === right.title &&
    left.stack === right.stack &&
    left.features.length === right.features.length &&
    left.features.every((feature, index) => feature === right.features[index])
  );
}

/** What a consultation would remove, change or rename by a name that nothing has: it is asked about, never dropped in silence. */
export function unknownFeatures(plan: AgreedPlan, consultation: Consultation): readonly string[] {
  const { remove_features, change_features = [], rename_features = [], add_features } = consultation;
  const known = [...plan.features, ...add_features, ...rename_features.map(({ to }) => to)];
  const renamed = rename_features.map(({ from }) => from);
  const named = new Set([...remove_features, ...change_features, ...renamed]);
  return [...named].filter((feature) => !hasFeature(known, feature));
}
