import { texts } from '#texts';
import * as world from '#world';
import { loadDraft } from '../../core/draft/draft-store.ts';
import { NotFound } from '../../core/errors.ts';
import { sealEvidence } from '../../core/evidence/seal-evidence.ts';
import type { Redact } from '../../core/gate/redact-secrets.ts';
import { secretRedactor } from '../../core/gate/redact-secrets.ts';
import type { Attempt } from '../../core/mission/attempt.ts';
import { requireMission } from '../../core/mission/create-mission.ts';
import type { Mission } from '../../core/mission/mission.ts';
import { loadLog, loadReport, readMailboxLog } from '../../core/pod/attempt-store.ts';
import { missionsRoutes } from '../../core/wire/routes/missions.ts';
import type { BoundEndpoint, Endpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';

/** The routes that show what a mission did: events, logs, files, reports, evidence. */
export function attemptEndpoints(): readonly BoundEndpoint[] {
  const deps = {
    eventLog: world.eventLog(),
    objects: world.objects(),
    digest: world.digest(),
    clock: world.clock(),
    signer: world.signer(),
    texts,
    redact: secretRedactor(texts.policy.content),
  };
  const find = requireMission(deps);
  const findByPath: Endpoint<typeof missionsRoutes.missionEvents, Mission>['find'] = (
    caller,
    params,
    options,
  ) => find(caller, params.mission_id ?? '', options);
  return [
    bindEndpoint(missionsRoutes.missionEvents, {
      find: findByPath,
      run: async ({ found, query }, { signal }) => ({
        json: { events: await deps.eventLog.read(found.missionId, { afterSeq: query.after }, signal) },
      }),
    }),
    bindEndpoint(missionsRoutes.missionLog, {
      find: findByPath,
      run: async ({ found, query }, { signal }) => ({
        body: await logOf(deps, found, query.attempt, signal),
        contentType: 'text/plain; charset=utf-8',
      }),
    }),
    bindEndpoint(missionsRoutes.missionFiles, {
      find: findByPath,
      run: async ({ found, query }, { signal }) => {
        const stored = draftOf(found, query.attempt);
        const { attempt, tree_sha256 } = stored;
        const { files } = await loadDraft(deps)(found.missionId, stored, signal);
        if (query.path !== undefined) {
          const file = files.find((candidate) => candidate.path === query.path);
          if (file === undefined)
            throw new NotFound('file_not_found', 'This attempt has no file of that path.');
          return { body: file.content, contentType: 'text/plain; charset=utf-8' };
        }
        const listed = files.map(({ path, content }) => ({
          path,
          size: Buffer.byteLength(content),
          sha256: deps.digest.sha256(content),
        }));
        return { json: { attempt, tree_sha256, files: listed } };
      },
    }),
    bindEndpoint(missionsRoutes.missionReport, {
      find: findByPath,
      run: async ({ found, query }, { signal }) => {
        const wanted =
          query.attempt === undefined
            ? found.attempts.findLast((candidate) => candidate.report !== undefined)
            : found.attempts.find((candidate) => candidate.attempt === query.attempt);
        return { json: await loadReport(deps)(found.missionId, wanted?.report, signal) };
      },
    }),
    bindEndpoint(missionsRoutes.missionEvidence, {
      find: findByPath,
      run: async ({ found }, { signal }) => ({ json: await sealEvidence(deps)(found.missionId, signal) }),
    }),
  ];
}

function draftOf(mission: Mission, attempt: number | undefined): NonNullable<Attempt['draft']> {
  const wanted =
    attempt === undefined
      ? mission.attempts.findLast((candidate) => candidate.draft !== undefined)
      : mission.attempts.find((candidate) => candidate.attempt === attempt);
  if (wanted?.draft !== undefined) return wanted.draft;
  throw new NotFound(
    'draft_not_found',
    attempt === undefined ? 'This mission has no draft (yet).' : `Attempt ${attempt} has no draft (yet).`,
  );
}

async function logOf(
  deps: { readonly objects: ReturnType<typeof world.objects>; readonly redact: Redact },
  mission: Mission,
  wanted: number | undefined,
  signal: AbortSignal,
): Promise<string> {
  const built = mission.attempts.filter((attempt) => attempt.handOvers.length > 0);
  const attempt =
    wanted === undefined ? built.at(-1) : built.find((candidate) => candidate.attempt === wanted);
  const pod = attempt?.handOvers.at(-1);
  if (attempt === undefined || pod === undefined)
    throw new NotFound('log_not_found', 'That attempt has no pod log (yet).');
  const kept = await loadLog(deps)(mission.missionId, attempt.report, signal);
  return kept ?? readMailboxLog(deps)(mission.missionId, pod.pod_id, signal);
}
