import { loadDraft } from '../draft/draft-store.ts';
import { Conflict, NotFound } from '../errors.ts';
import type { MissionId } from '../wire/ids.ts';
import type { AppRecord } from './app.ts';
import { isProductionChange } from './append-app-fact.ts';
import { isTested, type TestedVersion } from './deploy-production.ts';
import { refuseDeleted } from './life/app-ending.ts';
import { inLiveTurn } from './life/live-app.ts';
import type { PromoteDeps } from './promote-app.ts';
import { bringData, putIntoProduction, requirePull } from './promote-app.ts';

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
        await bringDataOnce(deps, live, version, held);
        return putIntoProduction(deps)({ actor, app: live, version, event: 'app-rolled-back' }, held);
      },
      signal,
    );
  };

/** A roll-back is of code alone. A version that was merged and never live brings its tables first, as its merge would have. */
async function bringDataOnce(
  deps: PromoteDeps,
  app: AppRecord,
  version: TestedVersion,
  signal: AbortSignal,
): Promise<void> {
  const events = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, signal);
  if (events.some((told) => isProductionChange(told) && told.data.mission_id === version.mission_id)) return;
  const { files } = await loadDraft(deps)(version.mission_id, version, signal);
  const why = await bringData(deps, { app, version, files }, signal);
  if (why !== undefined) throw new Conflict('data_cannot_follow', `This version cannot go live: ${why}`);
}

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
