/** Features are the same when they read the same, whatever their case and spaces. */
export function sameFeature(left: string, right: string): boolean {
  const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return plain(left) === plain(right);
}

/** Whether a feature is among some. */
export const hasFeature = (features: readonly string[], named: string): boolean =>
  features.some((feature) => sameFeature(feature, named));
