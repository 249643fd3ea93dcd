import * as world from '#world';
import type { CreateDeps } from '../../core/mission/create-mission.ts';
import { requireMission } from '../../core/mission/create-mission.ts';
import type { Mission } from '../../core/mission/mission.ts';
import type { Route } from '../../core/wire/routes/route.ts';
import type { Endpoint } from '../_onion/endpoint.ts';

/** What making and reading missions takes, of this world. */
export const missionDeps = (): CreateDeps => ({
  eventLog: world.eventLog(),
  records: world.records(),
  digest: world.digest(),
  clock: world.clock(),
  ids: world.ids(),
});

/** Finds the mission that a path names, for its owner. */
export const missionFinder =
  (deps: Parameters<typeof requireMission>[0]): NonNullable<Endpoint<Route, Mission>['find']> =>
  (caller, params, options) =>
    requireMission(deps)(caller, params.mission_id ?? '', options);
