import { texts } from '#texts';
import * as world from '#world';
import { withCostSoFar } from '../../core/budget/cost-so-far.ts';
import { Forbidden } from '../../core/errors.ts';
import { cancelMission } from '../../core/mission/cancel-mission.ts';
import { listMissions } from '../../core/mission/mission-rows.ts';
import { withPlace } from '../../core/mission/place-in-queue.ts';
import type { SettleDeps } from '../../core/mission/settle.ts';
import { viewMission } from '../../core/mission/view-mission.ts';
import { missionsRoutes } from '../../core/wire/routes/missions.ts';
import { functionConfig } from '../_onion/config.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { countedLedger } from '../_onion/spending.ts';
import { missionDeps, missionFinder } from './mission-deps.ts';
import { waitReply } from './wait-reply.ts';

/** The routes that list, read and end missions. */
export function missionEndpoints(): readonly BoundEndpoint[] {
  const deps = missionDeps();
  const find = missionFinder(deps);
  const whenEnded = waitReply(deps);
  const place = withPlace({ ...deps, userSlots: functionConfig().userSlots });
  return [
    bindEndpoint(missionsRoutes.status, {
      find,
      run: async ({ found, query: { wait: seconds = 0 }, requestId }, options) => {
        if (seconds !== 0) return whenEnded(found, { seconds, requestId }, options);
        const placed = await place(found, options.signal);
        return { json: viewMission(await withCostSoFar(deps)(placed, options.signal)) };
      },
    }),
    bindEndpoint(missionsRoutes.listMissions, {
      run: async ({ caller, query }, { signal }) => {
        const { owner = caller.id, limit, cursor, status, q } = query;
        if (owner === '*' && caller.role !== 'admin')
          throw new Forbidden('admins_only', 'Only an admin sees all missions.');
        return { json: await listMissions(deps)(owner, { limit, cursor, status, q }, signal) };
      },
    }),
    bindEndpoint(missionsRoutes.cancelMission, {
      find,
      run: async ({ caller, found }, options) => ({
        json: await cancelMission(settleDeps())({ missionId: found.missionId, by: caller.id }, options),
      }),
    }),
  ];
}

function settleDeps(): SettleDeps & { readonly workflow: ReturnType<typeof world.workflow> } {
  return {
    eventLog: world.eventLog(),
    records: world.records(),
    ledger: countedLedger(),
    budgets: functionConfig().budgets,
    digest: world.digest(),
    clock: world.clock(),
    objects: world.objects(),
    signer: world.signer(),
    codeHost: world.codeHost(),
    podHost: world.podHost(),
    workflow: world.workflow(),
    texts,
  };
}
