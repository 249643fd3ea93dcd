import type { AppRecord } from '../app.ts';
import { findApp } from '../app-records.ts';
import { inProductionTurn } from '../production-turn.ts';
import type { PromoteDeps } from '../promote-app.ts';
import type { AppEnding } from './app-ending.ts';
import { finishDeletion } from './delete-app.ts';
import { type FollowedApp, followedApps, unfollowApp } from './deleted-apps.ts';
import { purgeApp } from './purge-app.ts';
import { finishRestore } from './restore-app.ts';

/**
 * Takes up deletions and restores that were interrupted, and removes for good what was deleted seven days ago. One that fails is looked at again the
 * next time and keeps no other from its end; then the first failure is thrown.
 */
export const followDeletions =
  (deps: PromoteDeps) =>
  async (_input: unknown, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    const failures: unknown[] = [];
    for await (const followed of followedApps(deps, signal)) {
      signal.throwIfAborted();
      await follow(deps, followed, signal).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };

async function follow(deps: PromoteDeps, followed: FollowedApp, signal: AbortSignal): Promise<void> {
  const app = await findMeant(deps, followed, signal);
  if (app?.ending !== undefined && isAtRest(deps, app.ending)) return;
  await inProductionTurn(deps)(
    followed.app_id,
    async (held) => goOn(deps, followed, await findMeant(deps, followed, held), held),
    signal,
  );
}

/** Undefined also where another app has the slug since. */
async function findMeant(
  deps: PromoteDeps,
  { owner, slug, app_id }: FollowedApp,
  signal: AbortSignal,
): Promise<AppRecord | undefined> {
  const app = await findApp(deps)(owner, slug, signal);
  return app?.app_id === app_id ? app : undefined;
}

const isAtRest = ({ clock }: PromoteDeps, { phase, purge_at }: AppEnding): boolean =>
  phase === 'deleted' && clock.nowMs() < Date.parse(purge_at);

async function goOn(
  deps: PromoteDeps,
  followed: FollowedApp,
  app: AppRecord | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (app?.ending === undefined) return unfollowApp(deps)(followed, signal);
  const { ending } = app;
  switch (ending.phase) {
    case 'deleting':
      await finishDeletion(deps)({ app, ending }, signal);
      return;
    case 'restoring':
      await finishRestore(deps)(app, ending, signal);
      return;
    case 'deleted':
    case 'purging':
      if (!isAtRest(deps, ending)) await purgeApp(deps)(app, ending, signal);
  }
}
