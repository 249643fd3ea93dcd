import type { AppRecord } from './app.ts';
import { findApp } from './app-records.ts';
import type { PromoteDeps } from './promote-app.ts';
import { mergePull } from './promote-app.ts';
import type { WatchedPull } from './watched-pulls.ts';
import { unwatchPull, watchedPulls } from './watched-pulls.ts';

/**
 * Looks at every pull request that is not decided yet, and follows the merges that no delivery told of. One that fails is looked at again
 * the next time and keeps no other from being followed; then the first failure is thrown.
 */
export const followLostMerges =
  (deps: PromoteDeps) =>
  async (_input: unknown, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    const failures: unknown[] = [];
    for await (const watched of watchedPulls(deps, signal)) {
      signal.throwIfAborted();
      await lookAt(deps, watched, signal).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };

async function lookAt(deps: PromoteDeps, watched: WatchedPull, signal: AbortSignal): Promise<void> {
  const app = await findApp(deps)(watched.owner, watched.slug, signal);
  // Nothing goes live of a deleted app; once it is restored, this is looked at again.
  if (app?.ending !== undefined) return;
  if (app === undefined || (await isDecided(deps, app, watched.number, signal)))
    await unwatchPull(deps)(watched, signal);
}

/** A closed one that is opened again is followed by its delivery alone. */
async function isDecided(
  deps: PromoteDeps,
  app: AppRecord,
  number: number,
  signal: AbortSignal,
): Promise<boolean> {
  const pull = await deps.codeHost.findPullRequest(app.repository ?? '', number, signal);
  if (pull?.state === 'open') return false;
  if (pull?.state === 'merged' && pull.isIntoDefault)
    await mergePull(deps)({ actor: deps.codeHost.name, app, number }, { signal });
  return true;
}
