import type { Spec } from './spec.ts';

const nameOf = (feature: string): string =>
  feature
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? '';

/** The features of a spec that none of its checks is for, as they are written there; case and punctuation tell no two apart. */
export function untriedFeatures({
  features,
  checks,
}: {
  readonly features: readonly string[];
  readonly checks: readonly Pick<Spec['checks'][number], 'feature'>[];
}): readonly string[] {
  const tried = new Set(checks.map(({ feature }) => nameOf(feature)));
  return features.filter((feature) => !tried.has(nameOf(feature)));
}
