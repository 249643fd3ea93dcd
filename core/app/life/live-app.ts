import type { Clock } from '../../ports/clock.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { AppRecord } from '../app.ts';
import { requireApp } from '../app-records.ts';
import { inProductionTurn } from '../production-turn.ts';
import { refuseAnother, refuseDeleted } from './app-ending.ts';

interface Deps {
  readonly records: RecordStore;
}

/** The app that was meant, as it is now: NotFound where it was deleted for good, also when another one has its slug since. */
export const readAgain =
  (deps: Deps) =>
  async (
    { owner, slug, app_id: appId }: Pick<AppRecord, 'owner' | 'slug' | 'app_id'>,
    signal: AbortSignal,
  ): Promise<AppRecord> => {
    const app = await requireApp(deps)(owner, slug, signal);
    refuseAnother(app, appId);
    return app;
  };

/** The app that was meant, which is not deleted. */
export const requireLiveApp =
  (deps: Deps) =>
  async (wanted: Pick<AppRecord, 'owner' | 'slug' | 'app_id'>, signal: AbortSignal): Promise<AppRecord> => {
    const app = await readAgain(deps)(wanted, signal);
    refuseDeleted(app);
    return app;
  };

/** A turn at the production of an app that is not deleted, with the app as it is when the turn comes. */
export const inLiveTurn =
  (deps: Deps & { readonly clock: Clock }) =>
  <T>(
    app: AppRecord,
    act: (live: AppRecord, held: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> =>
    inProductionTurn(deps)(
      app.app_id,
      async (held) => act(await requireLiveApp(deps)(app, held), held),
      signal,
    );
