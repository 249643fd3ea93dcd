import { texts } from '#texts';
import * as world from '#world';
import { Forbidden } from '../../core/errors.ts';
import { secretRedactor } from '../../core/gate/redact-secrets.ts';
import { cancelMission } from '../../core/mission/cancel-mission.ts';
import type { CreateDeps } from '../../core/mission/create-mission.ts';
import {
  createMission,
  extendMission,
  requireMission,
  retryMission,
} from '../../core/mission/create-mission.ts';
import type { Mission } from '../../core/mission/mission.ts';
import { listMissions } from '../../core/mission/mission-rows.ts';
import type { SettleDeps } from '../../core/mission/settle.ts';
import { viewMission } from '../../core/mission/view-mission.ts';
import { missionsRoutes } from '../../core/wire/routes/missions.ts';
import { functionConfig } from '../_onion/config.ts';
import type { BoundEndpoint, Endpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { idempotencyKey } from '../_onion/idempotency-key.ts';
import { countedLedger } from '../_onion/spending.ts';
import { waitReply } from './wait-reply.ts';

/** The routes that make, read and steer missions. */
export function missionEndpoints(): readonly BoundEndpoint[] {
  const deps: CreateDeps = {
    eventLog: world.eventLog(),
    records: world.records(),
    digest: world.digest(),
    clock: world.clock(),
    ids: world.ids(),
  };
  const find = requireMission(deps);
  const findByPath: Endpoint<typeof missionsRoutes.status, Mission>['find'] = (caller, params, options) =>
    find(caller, params.mission_id ?? '', options);
  const redact = secretRedactor(texts.policy.content);
  const whenEnded = waitReply(deps);
  return [
    bindEndpoint(missionsRoutes.architect, {
      run: async ({ caller, query, body, header }, options) => {
        const { app: appSlug, deploy, publish } = body;
        const voiceMemo = await redact(body.voice_memo);
        const key = idempotencyKey(header);
        const mission = await createMission(deps)(
          { caller, voiceMemo, plan: null, appSlug, deploy, publish, idempotencyKey: key },
          options,
        );
        return query.wait === undefined
          ? { json: viewMission(mission) }
          : whenEnded(mission, query.wait, options);
      },
    }),
    bindEndpoint(missionsRoutes.status, {
      find: findByPath,
      run: async ({ found, query }, options) =>
        query.wait === undefined ? { json: viewMission(found) } : whenEnded(found, query.wait, options),
    }),
    bindEndpoint(missionsRoutes.listMissions, {
      run: async ({ caller, query }, { signal }) => {
        if (query.owner === '*' && caller.role !== 'admin')
          throw new Forbidden('admins_only', 'Only an admin sees all missions.');
        const { limit, cursor, status, q } = query;
        return {
          json: await listMissions(deps)(query.owner ?? caller.id, { limit, cursor, status, q }, signal),
        };
      },
    }),
    bindEndpoint(missionsRoutes.cancelMission, {
      find: findByPath,
      run: async ({ caller, found }, options) => ({
        json: await cancelMission(settleDeps())({ missionId: found.missionId, by: caller.id }, options),
      }),
    }),
    bindEndpoint(missionsRoutes.retryMission, {
      find: findByPath,
      run: async ({ caller, found, body, header }, options) => {
        const input = {
          caller,
          mission: found,
          budgetUsd: body.budget_usd,
          idempotencyKey: idempotencyKey(header),
        };
        return { json: viewMission(await retryMission(deps)(input, options)) };
      },
    }),
    bindEndpoint(missionsRoutes.extendMission, {
      find: findByPath,
      run: async ({ caller, found, body, header }, options) => {
        const input = {
          caller,
          mission: found,
          voiceMemo: await redact(body.voice_memo),
          idempotencyKey: idempotencyKey(header),
        };
        return { json: viewMission(await extendMission(deps)(input, options)) };
      },
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
