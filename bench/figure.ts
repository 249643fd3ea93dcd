/** One line of `npm run bench`. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure should hold, where one was set, and from which side. */
  readonly limit?: number;
  readonly limit_is?: 'at most' | 'at least';
  readonly [detail: string]: unknown;
}

/** How many times beyond its limit a figure may be before the bench fails: 1 on a machine of one's own, more on one that is shared. */
const slack = Math.max(1, Number(process.env.GANTRY_BENCH_SLACK ?? '1') || 1);

/** Prints a figure as one line of JSON that says whether it holds; one beyond its limit makes the bench end with 1, after all the others. */
export function printFigure(figure: Figure): void {
  const isLimited = figure.limit !== undefined;
  const line = isLimited ? { ...figure, holds: isWithin(figure, 1) } : figure;
  process.stdout.write(`${JSON.stringify(line)}\n`);
  if (!isWithin(figure, slack)) process.exitCode = 1;
}

function isWithin({ value, limit, limit_is: side }: Figure, factor: number): boolean {
  if (limit === undefined || side === undefined) return true;
  return side === 'at most' ? value <= limit * factor : value >= limit / factor;
}

/** The middle of a list of numbers; 0 for none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a share of a list stays under, by nearest rank; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A number as a figure shows it: three digits behind the point at most. */
export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
