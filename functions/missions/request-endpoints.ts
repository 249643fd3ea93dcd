import { texts } from '#texts';
import * as world from '#world';
import { secretRedactor } from '../../core/gate/redact-secrets.ts';
import { createMission, extendMission, retryMission } from '../../core/mission/create-mission.ts';
import { editMission } from '../../core/mission/edit-mission.ts';
import { viewMission } from '../../core/mission/view-mission.ts';
import { missionsRoutes } from '../../core/wire/routes/missions.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { idempotencyKey } from '../_onion/idempotency-key.ts';
import { missionDeps, missionFinder } from './mission-deps.ts';
import { accepted, waitReply } from './wait-reply.ts';

/** Whether a Prefer header asks to be answered at once (RFC 7240). */
const prefersAsync = (prefer = ''): boolean => /(?:^|,)\s*respond-async\s*(?:[,;]|$)/i.test(prefer);

/** The routes that make missions: of a memo, and of another mission. */
export function requestEndpoints(): readonly BoundEndpoint[] {
  const deps = missionDeps();
  const find = missionFinder(deps);
  const redact = secretRedactor(texts.policy.content);
  const whenEnded = waitReply(deps);
  return [
    bindEndpoint(missionsRoutes.architect, {
      run: async ({ caller, query, body, header, requestId }, options) => {
        const { app: appSlug, deploy, publish } = body;
        const voiceMemo = await redact(body.voice_memo);
        const request = { caller, voiceMemo, plan: null, appSlug, deploy, publish };
        const mission = await createMission(deps)(
          { ...request, idempotencyKey: idempotencyKey(header) },
          options,
        );
        const seconds = prefersAsync(header('prefer')) ? 0 : query.wait;
        return seconds === 0
          ? accepted(deps)(mission, options.signal)
          : whenEnded(mission, { seconds, requestId }, options);
      },
    }),
    bindEndpoint(missionsRoutes.retryMission, {
      find,
      run: async ({ caller, found: mission, body, header }, options) => {
        const { budget_usd: budgetUsd, waive } = body;
        const input = { caller, mission, budgetUsd, waive, idempotencyKey: idempotencyKey(header) };
        return { json: viewMission(await retryMission(deps)(input, options)) };
      },
    }),
    bindEndpoint(missionsRoutes.extendMission, {
      find,
      run: async ({ caller, found: mission, body, header }, options) => {
        const voiceMemo = await redact(body.voice_memo);
        const input = { caller, mission, voiceMemo, idempotencyKey: idempotencyKey(header) };
        return { json: viewMission(await extendMission(deps)(input, options)) };
      },
    }),
    bindEndpoint(missionsRoutes.editMission, {
      find,
      run: async ({ caller, found: mission, body, header }, options) => {
        const input = { caller, mission, files: body.files, idempotencyKey: idempotencyKey(header) };
        const edited = await editMission({ ...deps, objects: world.objects() })(input, options);
        return { json: viewMission(edited) };
      },
    }),
  ];
}
