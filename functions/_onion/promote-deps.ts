import * as world from '#world';
import type { PromoteDeps } from '../../core/app/promote-app.ts';

/** What putting an app's version into production takes, of this world. */
export function promoteDeps(): PromoteDeps {
  return {
    eventLog: world.eventLog(),
    records: world.records(),
    digest: world.digest(),
    clock: world.clock(),
    ids: world.ids(),
    objects: world.objects(),
    archive: world.archive(),
    appHost: world.appHost(),
    appSecrets: world.appSecrets(),
    appDatabase: world.appDatabase(),
    codeHost: world.codeHost(),
    pageFetcher: world.pageFetcher(),
  };
}
