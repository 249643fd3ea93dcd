/** A model's cost; small amounts are never rounded to nothing. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.01) return 'under $0.01';
  return `$${usd.toFixed(2)}`;
}
