/** One line of `npm run bench`. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure should hold, where one was set. */
  readonly limit?: number;
  readonly [detail: string]: unknown;
}

/** Prints a figure as one line of JSON. */
export function printFigure(figure: Figure): void {
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

/** The middle of a list of numbers; 0 for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
