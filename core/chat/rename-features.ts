import type { Consultation, Plan } from '../wire/chat.ts';
import { hasFeature, sameFeature } from './same-feature.ts';

/** Features that go on under another name. */
export type Renames = NonNullable<Consultation['rename_features']>;

interface Named {
  readonly features: readonly string[];
  readonly checks: readonly { readonly feature: string }[];
}

/** What a feature is called after these renames, one after the other. */
export const newName = (feature: string, renames: Renames): string =>
  renames.reduce((name, { from, to }) => (sameFeature(name, from) ? to : name), feature);

/** Features under their new names; two that come to one name are one. */
export function renamedFeatures(features: readonly string[], renames: Renames): string[] {
  const names = features.map((feature) => newName(feature, renames));
  return names.filter((name, index) => !hasFeature(names.slice(0, index), name));
}

/** An app or a plan under new names: its checks stay, and are about the same features. */
export function underNewNames<T extends Named>(known: T, renames: Renames): T {
  return {
    ...known,
    features: renamedFeatures(known.features, renames),
    checks: known.checks.map((check) => ({ ...check, feature: newName(check.feature, renames) })),
  };
}

/** All renames of an app's features so far: those of the plan that awaits, and what is said now. */
export function allRenames(awaiting: Pick<Plan, 'changes'> | undefined, said: Consultation): Renames {
  return [...(awaiting?.changes?.renamed ?? []), ...(said.rename_features ?? [])];
}

/** What the features of an app are called otherwise, from name to name. */
export function namesChanged(features: readonly string[], renames: Renames): Renames {
  return features.map((from) => ({ from, to: newName(from, renames) })).filter(({ from, to }) => from !== to);
}
