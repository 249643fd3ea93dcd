const firstMs = 500;
const longestMs = 15_000;

/** How long to wait before the n-th try (from 1) to come back: doubling, at most 15 s, and spread so that not everybody comes at once. */
export function backoffMs(tries: number, random: () => number): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(tries - 1, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
