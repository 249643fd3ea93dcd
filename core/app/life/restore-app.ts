import { Conflict } from '../../errors.ts';
import type { AppRecord } from '../app.ts';
import { changeApp } from '../app-records.ts';
import { compareServed, publicFiles } from '../check-live.ts';
import { deployToProduction, isTested } from '../deploy-production.ts';
import { inProductionTurn } from '../production-turn.ts';
import type { PromoteDeps } from '../promote-app.ts';
import { type AppEnding, closedWithApp, withoutEnding } from './app-ending.ts';
import { unfollowApp } from './deleted-apps.ts';
import { readAgain } from './live-app.ts';
import { storyEnd, tellLife } from './tell-life.ts';

/**
 * Brings a deleted app back: its repository with the pull requests that were open, its data, and the version that was live. An app that is not
 * deleted is answered as it is; Conflict once its removal for good has begun.
 */
export const restoreApp =
  (deps: PromoteDeps) =>
  async (
    { app, actor }: { readonly app: AppRecord; readonly actor: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<AppRecord> =>
    inProductionTurn(deps)(
      app.app_id,
      async (held) => {
        const row = await readAgain(deps)(app, held);
        if (row.ending === undefined) return row;
        if (isOver(deps, row.ending))
          throw new Conflict(
            'app_purging',
            `${row.title} is being removed for good: the seven days in which it could be restored are over.`,
          );
        return beginRestore(deps, { app: row, ending: row.ending, by: actor }, held);
      },
      signal,
    );

async function beginRestore(
  deps: PromoteDeps,
  { app, ending: before, by }: { readonly app: AppRecord; readonly ending: AppEnding; readonly by: string },
  signal: AbortSignal,
): Promise<AppRecord> {
  if (before.phase === 'restoring') return finishRestore(deps)(app, before, signal);
  const since_seq = await storyEnd(deps)(app, signal);
  const ending: AppEnding = { ...before, phase: 'restoring', by, since_seq };
  const marked = await changeApp(deps)(app.owner, app.slug, (row) => ({ ...row, ending }), signal);
  return finishRestore(deps)(marked, ending, signal);
}

/** Its data may be gone as soon as its time is over, also where nobody has looked at the app since. */
const isOver = ({ clock }: PromoteDeps, { phase, purge_at }: AppEnding): boolean =>
  phase === 'purging' || (phase === 'deleted' && clock.nowMs() >= Date.parse(purge_at));

/** Does what is left of a restore, in a turn; each step finds what was done before. */
export const finishRestore =
  (deps: PromoteDeps) =>
  async (app: AppRecord, ending: AppEnding, signal: AbortSignal): Promise<AppRecord> => {
    await tellLife(deps)(app, ending, 'restore-intended', signal);
    await deps.appDatabase?.takeBack(app.app_id, signal);
    if (app.repository !== null) await deps.codeHost.unarchive(app.repository, closedWithApp, signal);
    const live = await serveAgain(deps, app, signal);
    await tellLife(deps)(app, ending, 'app-restored', signal, live);
    const restored = await changeApp(deps)(app.owner, app.slug, withoutEnding, signal);
    await unfollowApp(deps)(app, signal);
    return restored;
  };

/** What was live is deployed and looked at from outside; an app of which nothing was ever merged has nothing live. */
async function serveAgain(
  deps: PromoteDeps,
  app: AppRecord,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const version = app.versions.find(({ mission_id }) => mission_id === app.live_mission);
  if (version === undefined || !isTested(version)) return {};
  const { files, stableUrl, deploymentId } = await deployToProduction(deps)({ app, version }, signal);
  await compareServed(deps.pageFetcher)(stableUrl, publicFiles(files), signal);
  return { mission_id: version.mission_id, deployment_id: deploymentId, url: stableUrl };
}
