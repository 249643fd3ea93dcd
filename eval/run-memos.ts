import { type KeptAnswers, keepAnswers } from './kept-answers.ts';
import type { Memo } from './memos.ts';
import { openGantry } from './open-gantry.ts';
import { rowOf } from './row-of.ts';
import type { Row, Table } from './table.ts';

/** What is to be run, and where. */
export interface EvalOrder {
  readonly memos: readonly Memo[];
  readonly times: number;
  /** Where the apps stay to be looked at; a folder that goes again where it is left out. */
  readonly home: string | undefined;
  readonly kept: KeptAnswers | undefined;
  readonly onRow: (row: Row) => void;
  readonly onLine: (line: string) => void;
}

/** Runs memos through a whole Gantry of its own, one after the other, with the model that the environment connects. */
export async function runMemos(order: EvalOrder): Promise<Omit<Table, 'version' | 'gantry'>> {
  const gantry = await openGantry(order.home, order.onLine);
  const { world } = gantry;
  const kept = order.kept && keepAnswers(world.model, order.kept);
  // Before any function ran, so that all of them get it.
  if (kept !== undefined) Object.assign(world, { model: kept.model });
  const rows: Row[] = [];
  try {
    for (const memo of order.memos)
      for (let run = 1; run <= order.times; run += 1) {
        kept?.begin(memo.name);
        const { view, events } = await gantry.build(memo.memo);
        const row = rowOf(memo, run, view, events);
        rows.push(row);
        order.onRow(row);
      }
  } finally {
    await gantry.close();
  }
  return { made_at: new Date().toISOString(), model: world.model.label, rows };
}
