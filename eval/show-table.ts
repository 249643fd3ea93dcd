import { type Row, stageNames, type Table } from './table.ts';

/** A table as a person reads it: a line a run, and what they come to. */
export function showTable({ model, rows }: Table): readonly string[] {
  const name = Math.max(...rows.map(({ memo }) => memo.length));
  return [`Model: ${model}`, '', ...rows.flatMap((row) => showRow(row, name)), '', sumUp(rows)];
}

function showRow(row: Row, width: number): readonly string[] {
  const cells = [
    row.memo.padEnd(width),
    `#${row.run}`,
    row.ended.padEnd(9),
    sayChecks(row).padEnd(22),
    `${row.input_tokens} + ${row.output_tokens} tokens`.padEnd(22),
    `$${row.usd.toFixed(4)}`,
    `${row.seconds} s (${stageNames.flatMap((stage) => sayStage(row, stage)).join(', ')})`,
  ];
  return [
    cells.join('  '),
    ...row.heals.map((heal) => `    healed  ${heal}`),
    ...row.left_out.map((what) => `    left out  ${what}`),
    ...(row.failure === null ? [] : [`    why  ${row.failure}`]),
  ];
}

function sayChecks({ checks }: Row): string {
  if (checks === null) return 'nothing agreed';
  return checks.browser === null ? 'not tried in a browser' : `${checks.held} of ${checks.total} work`;
}

function sayStage({ stage_seconds: seconds }: Row, stage: (typeof stageNames)[number]): readonly string[] {
  return seconds[stage] === undefined ? [] : [`${stage} ${seconds[stage]}`];
}

/** Figures of some runs of one memo, or of a whole table. */
export interface Figures {
  readonly runs: number;
  readonly shipped: number;
  /** Of all checks that could be tried. */
  readonly held: number;
  readonly tried: number;
  readonly heals: number;
  readonly tokens: number;
  readonly usd: number;
  readonly seconds: number;
}

const shippedEnds = new Set(['DEPLOYED', 'PR_OPENED', 'BUILT']);

/** What runs come to: sums, and seconds in the mean. */
export function figuresOf(rows: readonly Row[]): Figures {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    runs: rows.length,
    shipped: rows.filter(({ ended }) => shippedEnds.has(ended)).length,
    held: sum(({ checks }) => checks?.held ?? 0),
    tried: sum(({ checks }) => (checks === null || checks.browser === null ? 0 : checks.total)),
    heals: sum(({ heals }) => heals.length),
    tokens: sum((row) => row.input_tokens + row.output_tokens),
    usd: sum(({ usd }) => usd),
    seconds: rows.length === 0 ? 0 : Math.round(sum(({ seconds }) => seconds) / rows.length),
  };
}

function sumUp(rows: readonly Row[]): string {
  const { runs, shipped, held, tried, heals, tokens, usd, seconds } = figuresOf(rows);
  return `${shipped} of ${runs} shipped, ${held} of ${tried} checks hold, ${heals} heals, ${tokens} tokens, $${usd.toFixed(4)}, ${seconds} s in the mean`;
}
