import { isTerminal, oneLine } from '../terminal.ts';

/** Rows of words as lines: in columns for whoever reads along, and with tabs between them for other programs. */
export function columns(rows: readonly (readonly (string | number)[])[], isRead = isTerminal()): string {
  const cells = rows.map((row) => row.map((cell) => oneLine(cell)));
  if (!isRead) return cells.map((row) => row.join('\t')).join('\n');
  const widths = (cells[0] ?? []).map((_cell, place) =>
    Math.max(...cells.map((row) => row[place]?.length ?? 0)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
