import { texts } from '#texts';
import * as world from '#world';
import { loadDraft } from '../../core/draft/draft-store.ts';
import { NotFound } from '../../core/errors.ts';
import { sealEvidence } from '../../core/evidence/seal-evidence.ts';
import { secretRedactor } from '../../core/gate/redact-secrets.ts';
import type { Attempt } from '../../core/mission/attempt.ts';
import type { Mission } from '../../core/mission/mission.ts';
import { allAttempts } from '../../core/mission/mission.ts';
import { loadLog, loadReport, loadShot, readMailboxLog } from '../../core/pod/attempt-store.ts';
import { showSpec } from '../../core/spec/show-spec.ts';
import { missionsRoutes } from '../../core/wire/routes/missions.ts';
import type { BoundEndpoint, Reply } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { missionFinder } from './mission-deps.ts';

/** The routes that show what a mission did: events, logs, files, reports, evidence. */
export function attemptEndpoints(): readonly BoundEndpoint[] {
  const deps = attemptDeps();
  const find = missionFinder(deps);
  return [
    bindEndpoint(missionsRoutes.missionEvents, {
      find,
      run: async ({ found, query }, { signal }) => ({
        json: { events: await deps.eventLog.read(found.missionId, { afterSeq: query.after }, signal) },
      }),
    }),
    bindEndpoint(missionsRoutes.missionLog, {
      find,
      run: async ({ found, query }, { signal }) => ({
        body: await logOf(deps, found, query.attempt, signal),
        contentType: 'text/plain; charset=utf-8',
      }),
    }),
    bindEndpoint(missionsRoutes.missionFiles, {
      find,
      run: ({ found, query }, { signal }) => showFiles(deps, found, query, signal),
    }),
    bindEndpoint(missionsRoutes.missionReport, {
      find,
      run: async ({ found, query }, { signal }) => ({
        json: await loadReport(deps)(found.missionId, reportOf(found, query.attempt), signal),
      }),
    }),
    bindEndpoint(missionsRoutes.missionSpec, {
      find,
      run: async ({ found, query }, { signal }) => {
        const kept = reportOf(found, query.attempt);
        const report = kept && (await loadReport(deps)(found.missionId, kept, signal));
        return { json: await showSpec(deps)(found, report, signal) };
      },
    }),
    bindEndpoint(missionsRoutes.missionShot, {
      find,
      run: async ({ found, params }, { signal }) => ({
        body: await loadShot(deps)(found.missionId, params.sha256 ?? '', signal),
        contentType: 'image/png',
      }),
    }),
    bindEndpoint(missionsRoutes.missionEvidence, {
      find,
      run: async ({ found }, { signal }) => ({ json: await sealEvidence(deps)(found.missionId, signal) }),
    }),
  ];
}

type AttemptDeps = ReturnType<typeof attemptDeps>;

const attemptDeps = () => ({
  eventLog: world.eventLog(),
  objects: world.objects(),
  digest: world.digest(),
  clock: world.clock(),
  signer: world.signer(),
  texts,
  redact: secretRedactor(texts.policy.content),
});

/** The list of an attempt's files, or with `path` the text of one. */
async function showFiles(
  deps: AttemptDeps,
  mission: Mission,
  wanted: { readonly attempt?: number | undefined; readonly path?: string | undefined },
  signal: AbortSignal,
): Promise<Reply> {
  const stored = draftOf(mission, wanted.attempt);
  const { attempt, tree_sha256 } = stored;
  const { files } = await loadDraft(deps)(mission.missionId, stored, signal);
  if (wanted.path !== undefined) {
    const file = files.find((candidate) => candidate.path === wanted.path);
    if (file === undefined) throw new NotFound('file_not_found', 'This attempt has no such file.');
    return { body: file.content, contentType: 'text/plain; charset=utf-8' };
  }
  const listed = files.map(({ path, content }) => ({
    path,
    size: Buffer.byteLength(content),
    sha256: deps.digest.sha256(content),
  }));
  return { json: { attempt, tree_sha256, files: listed } };
}

function reportOf(mission: Mission, wanted: number | undefined): Attempt['report'] {
  const attempt =
    wanted === undefined
      ? mission.attempts.findLast(({ report }) => report !== undefined)
      : allAttempts(mission).find((candidate) => candidate.attempt === wanted);
  return attempt?.report;
}

function draftOf(mission: Mission, attempt: number | undefined): NonNullable<Attempt['draft']> {
  const wanted =
    attempt === undefined
      ? mission.attempts.findLast((candidate) => candidate.draft !== undefined)
      : allAttempts(mission).find((candidate) => candidate.attempt === attempt);
  if (wanted?.draft !== undefined) return wanted.draft;
  throw new NotFound(
    'draft_not_found',
    attempt === undefined ? 'This mission has no draft (yet).' : `Attempt ${attempt} has no draft (yet).`,
  );
}

async function logOf(
  deps: AttemptDeps,
  mission: Mission,
  wanted: number | undefined,
  signal: AbortSignal,
): Promise<string> {
  const isBuilt = ({ handOvers }: Attempt): boolean => handOvers.length > 0;
  const attempt =
    wanted === undefined
      ? mission.attempts.findLast(isBuilt)
      : allAttempts(mission).find((candidate) => candidate.attempt === wanted && isBuilt(candidate));
  const pod = attempt?.handOvers.at(-1);
  if (attempt === undefined || pod === undefined)
    throw new NotFound('log_not_found', 'That attempt has no pod log (yet).');
  const kept = await loadLog(deps)(mission.missionId, attempt.report, signal);
  return kept ?? readMailboxLog(deps)(mission.missionId, pod.pod_id, signal);
}
