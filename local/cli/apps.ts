import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { DependencyFailed, InputRejected } from '../../core/errors.ts';
import { deletedAppSchema } from '../../core/wire/app-life.ts';
import type { AppView } from '../../core/wire/http.ts';
import { appListSchema, appViewSchema, pullSchema } from '../../core/wire/http.ts';
import { line } from '../terminal.ts';
import { ask, canAsk } from './ask.ts';
import { columns } from './columns.ts';
import type { Answer, Context } from './context.ts';
import { moment } from './moment.ts';
import { missionIdOf } from './named-mission.ts';
import { withGantry } from './reach-gantry.ts';

/** The caller's apps, or those that were deleted and can still be restored. */
export const listApps = (context: Context, { deleted }: { readonly deleted: boolean }): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const query = deleted ? { deleted: '1' } : {};
    const list = await gantry.call('listApps', { query }, appListSchema);
    const rows = list.apps.map(({ slug, title, live_url, missions, purge_at: until }) => [
      slug,
      title,
      until === undefined ? (live_url ?? 'not live') : `until ${moment(until)}`,
      `${missions.length} ${missions.length === 1 ? 'mission' : 'missions'}`,
    ]);
    const none = deleted ? 'No deleted apps.' : 'No apps yet. Start one: gantry build "Build a calculator"';
    return { value: list, text: rows.length === 0 ? none : columns(rows) };
  });

/** One app. */
export const showApp = (context: Context, slug: string): Promise<Answer> =>
  withGantry(context, async (gantry) =>
    answerApp(await gantry.call('readApp', { params: { slug } }, appViewSchema)),
  );

function liveWords({ deleted_at, live_url }: AppView): string {
  if (deleted_at !== undefined) return 'no more: it is deleted';
  return live_url ?? 'not yet: merge its pull request';
}

function answerApp(app: AppView): Answer {
  const lines = [
    line`${app.title} (${app.slug}, ${app.stack})`,
    line`  live      ${liveWords(app)}`,
    ...(app.repo_url === null ? [] : [line`  code      ${app.repo_url}`]),
    ...(app.clone_url === null ? [] : [line`  clone     ${app.clone_url}`]),
    ...(app.deleted_at === undefined
      ? []
      : [line`  deleted   can be restored until ${moment(app.purge_at ?? '')}`]),
    line`  missions  ${app.missions.toReversed().join(' ') || 'none'}`,
  ];
  return { value: app, text: lines.join('\n') };
}

/** Another title; the address stays. */
export const renameApp = (context: Context, slug: string, title: string): Promise<Answer> =>
  withGantry(context, async (gantry) =>
    answerApp(await gantry.call('renameApp', { params: { slug }, body: { title } }, appViewSchema)),
  );

/** Deletes an app once its name has been typed, here or as `--confirm`. */
export async function deleteApp(context: Context, slug: string, given: string | undefined): Promise<Answer> {
  const confirm = given ?? (await askForName(slug));
  if (confirm !== slug)
    throw new InputRejected(
      'not_confirmed',
      `Nothing was deleted. To delete it: gantry apps delete ${slug} --confirm ${slug}`,
    );
  return withGantry(context, async (gantry) => {
    const deleted = await gantry.call(
      'deleteApp',
      { params: { slug }, query: { confirm } },
      deletedAppSchema,
    );
    const text = line`${slug} is deleted. Until ${moment(deleted.purge_at)} it can come back: gantry apps restore ${slug}`;
    return { value: deleted, text };
  });
}

const askForName = async (slug: string): Promise<string> =>
  canAsk() ? (await ask(line`Type ${slug} to delete the app, its address and its data: `)).trim() : '';

/** Brings a deleted app back. */
export const restoreApp = (context: Context, slug: string): Promise<Answer> =>
  withGantry(context, async (gantry) =>
    answerApp(await gantry.call('restoreApp', { params: { slug }, body: {} }, appViewSchema)),
  );

/** Merges a pull request, which makes what was tested live. */
export const mergePull = (context: Context, slug: string, number: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const pull = await gantry.call('mergePull', { params: { slug, number }, body: {} }, pullSchema);
    const { number: merged, state, title, not_live: why } = pull;
    if (why === undefined) return { value: pull, text: line`Pull request ${merged} is ${state}: ${title}` };
    return { value: pull, text: line`Pull request ${merged} is ${state}, but not live. ${why}`, code: 1 };
  });

/** Makes what an earlier mission built live again. */
export const rollBack = (context: Context, slug: string, mission: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const body = { mission_id: await missionIdOf(gantry, mission) };
    return answerApp(await gantry.call('rollbackApp', { params: { slug }, body }, appViewSchema));
  });

/** What an app's functions printed. */
export const showAppLog = (context: Context, slug: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const log = await gantry.call('appLog', { params: { slug }, accept: 'text/plain' }, z.string());
    return { value: { log }, text: log.trimEnd() || 'Nothing has been printed yet.' };
  });

const sourceMs = 120_000;

/** The source that is live, or the newest that was tested, as a zip file. Writes over nothing. */
export const saveSource = (context: Context, slug: string, out: string | undefined): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const input = { params: { slug }, accept: 'application/zip', timeoutMs: sourceMs };
    const response = await gantry.request('appSource', input);
    const bytes = await response.bytes().catch((cause: unknown) => {
      throw new DependencyFailed('cut_off', 'The source broke off on its way. Try again.', { cause });
    });
    const file = out ?? `${slug}.zip`;
    writeNew(file, bytes);
    return { value: { file, bytes: bytes.length }, text: line`Saved ${file}, ${bytes.length} bytes.` };
  });

/** Writes a file that is not there yet. */
function writeNew(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new InputRejected('file_exists', `${file} exists already. Give another name with --out.`, {
      cause,
    });
  }
}
