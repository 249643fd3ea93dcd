import type { AppRecord } from '../app.ts';
import { changeApp, removeApp } from '../app-records.ts';
import type { PromoteDeps } from '../promote-app.ts';
import { removeSecrets } from '../secrets/app-secrets.ts';
import { forgetPublicStory } from '../story/public-story.ts';
import type { AppEnding } from './app-ending.ts';
import { unfollowApp } from './deleted-apps.ts';
import { storyEnd, tellLife } from './tell-life.ts';

/**
 * Removes a deleted app for good, in a turn: its project, its data, the values of its secrets and its row, after which the slug is free. Its repository
 * stays archived; events and evidence stay.
 */
export const purgeApp =
  (deps: PromoteDeps) =>
  async (app: AppRecord, deleted: AppEnding, signal: AbortSignal): Promise<void> => {
    const { app_id: appId, project_id: projectId, slug } = app;
    const ending = await beginPurge(deps, app, deleted, signal);
    await tellLife(deps)(app, ending, 'purge-intended', signal);
    if (projectId !== null) await deps.appHost.remove({ projectId, appId }, signal);
    await deps.appDatabase?.purge(signal);
    await removeSecrets(deps)(app, signal);
    await forgetPublicStory(deps)(app, signal);
    await tellLife(deps)(app, ending, 'app-purged', signal, { slug, title: app.title });
    await removeApp(deps)(app, signal);
    await unfollowApp(deps)(app, signal);
  };

async function beginPurge(
  deps: PromoteDeps,
  app: AppRecord,
  deleted: AppEnding,
  signal: AbortSignal,
): Promise<AppEnding> {
  if (deleted.phase === 'purging') return deleted;
  const ending: AppEnding = { ...deleted, phase: 'purging', since_seq: await storyEnd(deps)(app, signal) };
  await changeApp(deps)(app.owner, app.slug, (row) => ({ ...row, ending }), signal);
  return ending;
}
