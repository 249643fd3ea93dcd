import { Conflict, NotFound } from '../errors.ts';
import type { MissionId } from '../wire/ids.ts';
import type { AppRecord } from './app.ts';
import { isProductionChange } from './append-app-fact.ts';
import { isTested, type TestedVersion } from './deploy-production.ts';
import { refuseDeleted } from './life/app-ending.ts';
import { inLiveTurn } from './life/live-app.ts';
import type { PromoteDeps } from './promote-app.ts';
import { putIntoProduction, requirePull } from './promote-app.ts';

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
    refuseDeleted(app);
    const { length: seen } = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, signal);
    const version = await requireMergedVersion(deps, app, missionId, signal);
    return inLiveTurn(deps)(
      app,
      async (live, held) => {
        const since = await deps.eventLog.read(app.app_id, { afterSeq: seen }, held);
        const isDone = since.findLast(isProductionChange)?.data.mission_id === missionId;
        if (isDone) return live;
        return putIntoProduction(deps)({ actor, app: live, version, event: 'app-rolled-back' }, held);
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
    throw new NotFound('version_not_found', `That mission made no version of ${app.slug}.`);
  const isMerged =
    version.pull_number !== null &&
    (await requirePull(deps)(app, version.pull_number, signal)).state === 'merged';
  if (isMerged && isTested(version)) return version;
  throw new Conflict('not_approved', 'Only a version whose pull request was merged can become production.');
}
