import type { AgreedPlan, Consultation } from '../wire/chat.ts';

const maxFeatures = 40;

/** Features are the same when they read the same, whatever their case and spaces. */
export function sameFeature(left: string, right: string): boolean {
  const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return plain(left) === plain(right);
}

/** Whether a feature is among some. */
export const hasFeature = (features: readonly string[], named: string): boolean =>
  features.some((feature) => sameFeature(feature, named));

/**
 * The plan after a consultation. What was agreed stays unless it is removed by name, so a plan is never dropped by silence; what is added
 * and there already is not doubled. Undefined when there is nothing to build: no plan before and no title now.
 */
export function amendPlan(plan: AgreedPlan | undefined, consultation: Consultation): AgreedPlan | undefined {
  const title = consultation.title ?? plan?.title;
  if (title === undefined) return undefined;
  const kept = (plan?.features ?? []).filter((feature) => !hasFeature(consultation.remove_features, feature));
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

/** What a consultation would remove or change by a name that nothing has: it is asked about, never dropped in silence. */
export function unknownFeatures(plan: AgreedPlan, consultation: Consultation): readonly string[] {
  const { remove_features: removed, change_features: changed = [], add_features: added } = consultation;
  const known = [...plan.features, ...added];
  return [...new Set([...removed, ...changed])].filter((named) => !hasFeature(known, named));
}
