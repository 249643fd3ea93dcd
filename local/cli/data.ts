import * as z from 'zod';
import { InputRejected } from '../../core/errors.ts';
import {
  restorePointListSchema,
  restorePointSchema,
  tableListSchema,
  tableRowsSchema,
} from '../../core/wire/app-data.ts';
import { line } from '../terminal.ts';
import { ask, canAsk } from './ask.ts';
import { columns } from './columns.ts';
import type { Answer, Context } from './context.ts';
import { moment } from './moment.ts';
import { withGantry } from './reach-gantry.ts';

const exportMs = 300_000;

/** The tables of an app's data and how many rows each has. */
export const listTables = (context: Context, slug: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const list = await gantry.call('listTables', { params: { slug } }, tableListSchema);
    const rows = list.tables.map(({ name, rows }) => [name, `${rows} ${rows === 1 ? 'row' : 'rows'}`]);
    return { value: list, text: rows.length === 0 ? 'This app keeps no data.' : columns(rows) };
  });

/** The last rows of a table. */
export const listRows = (context: Context, slug: string, table: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const shown = await gantry.call('readTable', { params: { slug, table } }, tableRowsSchema);
    const rows = shown.rows.map((row) => row.map((value) => value ?? 'NULL'));
    return { value: shown, text: columns([shown.columns, ...rows]) };
  });

/** Moments that an app's data can go back to. */
export const listRestorePoints = (context: Context, slug: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const list = await gantry.call('listRestorePoints', { params: { slug } }, restorePointListSchema);
    const rows = list.restore_points.map(({ restore_point_id, kept_at, reason }) => [
      restore_point_id,
      moment(kept_at),
      reason,
    ]);
    return { value: list, text: rows.length === 0 ? 'There are no restore points yet.' : columns(rows) };
  });

/** Takes an app's data back to a moment, once that has been confirmed; what this undoes becomes a restore point of its own. */
export async function restoreData(
  context: Context,
  slug: string,
  restorePoint: string,
  isConfirmed: boolean,
): Promise<Answer> {
  if (!isConfirmed && !(await asksToRestore(slug)))
    throw new InputRejected('not_confirmed', 'Nothing was changed. Add --yes to go back to that moment.');
  return withGantry(context, async (gantry) => {
    const input = { params: { slug }, body: { restore_point_id: restorePoint }, timeoutMs: exportMs };
    const kept = await gantry.call('restoreData', input, restorePointSchema);
    const text = line`The data of ${slug} is as it was. What that undid is kept as ${kept.restore_point_id}.`;
    return { value: kept, text };
  });
}

const asksToRestore = async (slug: string): Promise<boolean> =>
  canAsk() && /^y(es)?$/i.test((await ask(line`Take the data of ${slug} back to that moment? y/n: `)).trim());

/** All of an app's data as SQL. */
export const exportData = (context: Context, slug: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const input = { params: { slug }, accept: 'application/sql', timeoutMs: exportMs };
    const sql = await gantry.call('exportData', input, z.string());
    return { value: { sql }, text: sql, isWhole: true };
  });
