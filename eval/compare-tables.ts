import { type Figures, figuresOf } from './show-table.ts';
import type { Table } from './table.ts';

/** What two tables say of the memos that both have, and of all of those together: a line each, `before → after`. */
export function compareTables(before: Table, after: Table): readonly string[] {
  const names = [...new Set(before.rows.map(({ memo }) => memo))].filter((name) =>
    after.rows.some(({ memo }) => memo === name),
  );
  if (names.length === 0) return ['The two tables have no memo in common.'];
  const width = Math.max('all'.length, ...names.map((name) => name.length));
  const of = (table: Table, some: readonly string[]): Figures =>
    figuresOf(table.rows.filter(({ memo }) => some.includes(memo)));
  const compared = (name: string, some: readonly string[]): string =>
    `${name.padEnd(width)}  ${sayChange(of(before, some), of(after, some))}`;
  return [
    `${before.model} → ${after.model}`,
    '',
    ...names.map((name) => compared(name, [name])),
    compared('all', names),
  ];
}

function sayChange(before: Figures, after: Figures): string {
  const each = ({ runs, heals, tokens, usd, seconds, shipped, held, tried }: Figures) => ({
    shipped: share(shipped, runs),
    checks: tried === 0 ? 'untried' : share(held, tried),
    heals: (heals / runs).toFixed(1),
    tokens: Math.round(tokens / runs).toString(),
    dollars: (usd / runs).toFixed(4),
    seconds: seconds.toString(),
  });
  const [one, other] = [each(before), each(after)];
  return Object.entries(one)
    .map(([name, value]) => {
      const now = other[name as keyof typeof other];
      return value === now ? `${name} ${value}` : `${name} ${value} → ${now}`;
    })
    .join(', ');
}

const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;
