import { Conflict, InputRejected } from '../../errors.ts';
import { type DeletedApp, keptDays } from '../../wire/app-life.ts';
import type { AppRecord } from '../app.ts';
import { changeApp } from '../app-records.ts';
import { inProductionTurn } from '../production-turn.ts';
import type { PromoteDeps } from '../promote-app.ts';
import { type AppEnding, closedWithApp, withoutEnding } from './app-ending.ts';
import { followApp, unfollowApp } from './deleted-apps.ts';
import { readAgain } from './live-app.ts';
import { finishRestore } from './restore-app.ts';
import { runningMissions } from './running-missions.ts';
import { storyEnd, tellLife } from './tell-life.ts';

const keptMs = keptDays * 86_400_000;

/**
 * Takes an app away from everybody but keeps all of it for seven days: nothing of it is served, its repository is read-only, its data lies aside.
 * Conflict while a mission works on it. Again is the same, and whoever was interrupted is followed by {@link finishDeletion}.
 */
export const deleteApp =
  (deps: PromoteDeps) =>
  async (
    { app, confirm, actor }: { readonly app: AppRecord; readonly confirm: string; readonly actor: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<DeletedApp> => {
    if (confirm !== app.slug)
      throw new InputRejected(
        'confirm_wrong',
        `To delete this app, send its name, ${app.slug}, as confirm, in the body or in the query.`,
      );
    return inProductionTurn(deps)(
      app.app_id,
      async (held) => {
        const { deleted_at, purge_at } = await deleteInTurn(
          deps,
          await readAgain(deps)(app, held),
          actor,
          held,
        );
        return { deleted_at, purge_at };
      },
      signal,
    );
  };

async function deleteInTurn(
  deps: PromoteDeps,
  app: AppRecord,
  actor: string,
  signal: AbortSignal,
): Promise<AppEnding> {
  switch (app.ending?.phase) {
    case undefined:
      return finishDeletion(deps)(await beginDeletion(deps, app, actor, signal), signal);
    case 'restoring':
      return deleteInTurn(deps, await finishRestore(deps)(app, app.ending, signal), actor, signal);
    case 'deleting':
      return finishDeletion(deps)({ app, ending: app.ending }, signal);
    case 'deleted':
    case 'purging':
      return app.ending;
  }
}

interface Ending {
  readonly app: AppRecord;
  readonly ending: AppEnding;
}

/** Marked before it is looked at a second time: a mission that begins in between finds the app deleted, or is found here. */
async function beginDeletion(
  deps: PromoteDeps,
  app: AppRecord,
  by: string,
  signal: AbortSignal,
): Promise<Ending> {
  await refuseWhileBuilding(deps, app, signal);
  const nowMs = deps.clock.nowMs();
  const ending: AppEnding = {
    phase: 'deleting',
    by,
    deleted_at: new Date(nowMs).toISOString(),
    purge_at: new Date(nowMs + keptMs).toISOString(),
    since_seq: await storyEnd(deps)(app, signal),
  };
  await followApp(deps)(app, signal);
  const marked = await changeApp(deps)(app.owner, app.slug, (row) => ({ ...row, ending }), signal);
  try {
    await refuseWhileBuilding(deps, app, signal);
  } catch (error) {
    await changeApp(deps)(app.owner, app.slug, withoutEnding, signal);
    await unfollowApp(deps)(app, signal);
    throw error;
  }
  return { app: marked, ending };
}

async function refuseWhileBuilding(deps: PromoteDeps, app: AppRecord, signal: AbortSignal): Promise<void> {
  const [running] = await runningMissions(deps)(app, signal);
  if (running === undefined) return;
  throw new Conflict(
    'app_building',
    `${app.title} is being built right now. Cancel that mission or wait until it has ended, then delete the app.`,
    { details: { mission_id: running } },
  );
}

/** Does what is left of a deletion, in a turn; each step finds what was done before. */
export const finishDeletion =
  (deps: PromoteDeps) =>
  async ({ app, ending }: Ending, signal: AbortSignal): Promise<AppEnding> => {
    const { app_id: appId, project_id: projectId, repository } = app;
    await tellLife(deps)(app, ending, 'deletion-intended', signal);
    if (projectId !== null) await deps.appHost.takeDown({ projectId, appId }, signal);
    if (repository !== null) await deps.codeHost.archive(repository, closedWithApp, signal);
    await deps.appDatabase?.setAside(appId, new Date(ending.purge_at), signal);
    await tellLife(deps)(app, ending, 'app-deleted', signal);
    const deleted: AppEnding = { ...ending, phase: 'deleted' };
    await changeApp(deps)(app.owner, app.slug, (row) => ({ ...row, ending: deleted }), signal);
    return deleted;
  };
