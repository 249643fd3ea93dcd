import * as z from 'zod';
import { InputRejected } from '../../core/errors.ts';
import { secretListSchema } from '../../core/wire/secret.ts';
import { line } from '../terminal.ts';
import { readHidden } from './ask.ts';
import { columns } from './columns.ts';
import type { Answer, Context } from './context.ts';
import { moment } from './moment.ts';
import { withGantry } from './reach-gantry.ts';

/** The secrets that an app asks for, and whether they are set. */
export const listSecrets = (context: Context, slug: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const list = await gantry.call('listSecrets', { params: { slug } }, secretListSchema);
    const rows = list.secrets.map(({ name, set_at, why }) => [
      name,
      set_at === null ? 'not set' : `set ${moment(set_at)}`,
      why ?? '',
    ]);
    return { value: list, text: rows.length === 0 ? 'This app asks for no secrets.' : columns(rows) };
  });

/** Sets one. Its value comes from standard input alone, so that no list of processes and no history of a shell has it. */
export async function setSecret(context: Context, slug: string, name: string): Promise<Answer> {
  const value = await readHidden(line`Value of ${name}: `);
  if (value === '')
    throw new InputRejected(
      'value_missing',
      `Give the value on standard input, such as: gantry apps secrets set ${slug} ${name} < file`,
    );
  return withGantry(context, async (gantry) => {
    await gantry.call('setSecret', { params: { slug, name }, body: { value } }, z.undefined());
    return { value: { name, is_set: true }, text: line`${name} is set.` };
  });
}

/** Removes one's value. */
export const removeSecret = (context: Context, slug: string, name: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    await gantry.call('removeSecret', { params: { slug, name } }, z.undefined());
    return { value: { name, is_set: false }, text: line`${name} is removed.` };
  });
