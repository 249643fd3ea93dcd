import { Conflict, NotFound } from '../errors.ts';
import type { MissionId } from '../wire/ids.ts';
import type { AppRecord } from './app.ts';
import { requireApp } from './app-records.ts';
import { isProductionChange } from './append-app-fact.ts';
import { inProductionTurn } from './production-turn.ts';
import type { PromoteDeps, TestedVersion } from './promote-app.ts';
import { isTested, putIntoProduction, requirePull } from './promote-app.ts';

/**
 * Makes an earlier version production again; Conflict when it was never merged or has no artifact. Whoever asks while somebody else's
 * roll-back to the same version is under way gets what that one got.
 */
export const rollbackApp =
  (deps: PromoteDeps) =>
  async (
    input: { readonly actor: string; readonly app: AppRecord; readonly missionId: MissionId },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<AppRecord> => {
    const { actor, app, missionId } = input;
    const { length: seen } = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, signal);
    const version = await requireMergedVersion(deps, app, missionId, signal);
    return inProductionTurn(deps)(
      app.app_id,
      async (held) => {
        const since = await deps.eventLog.read(app.app_id, { afterSeq: seen }, held);
        const isDone = since.findLast(isProductionChange)?.data.mission_id === missionId;
        if (isDone) return requireApp(deps)(app.owner, app.slug, held);
        return putIntoProduction(deps)({ actor, app, version, event: 'app-rolled-back' }, held);
      },
      signal,
    );
  };

async function requireMergedVersion(
  deps: PromoteDeps,
  app: AppRecord,
  missionId: MissionId,
  signal: AbortSignal,
): Promise<TestedVersion> {
  const version = app.versions.find((candidate) => candidate.mission_id === missionId);
  if (version === undefined)
    throw new NotFound('version_not_found', `${app.slug} has no version of that mission.`);
  const isMerged =
    version.pull_number !== null &&
    (await requirePull(deps)(app, version.pull_number, signal)).state === 'merged';
  if (isMerged && isTested(version)) return version;
  throw new Conflict('not_approved', 'Only a version whose pull request was merged can become production.');
}
