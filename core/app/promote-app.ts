import { type DataDeps, productionData } from '../data/apps-data.ts';
import { treeSha256 } from '../draft/tree-digest.ts';
import { Conflict, NotFound } from '../errors.ts';
import { readMission } from '../mission/append-facts.ts';
import type { AppHost, ArtifactFile } from '../ports/app-host.ts';
import type { AppSecrets } from '../ports/app-secrets.ts';
import type { CodeHost, PullRequest } from '../ports/code-host.ts';
import type { PageFetcher } from '../ports/page-fetcher.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { AppRecord, AppVersion } from './app.ts';
import { changeApp } from './app-records.ts';
import { appendAppFact, isPromotion } from './append-app-fact.ts';
import { askFunctions } from './ask-functions.ts';
import { compareServed, heldChecks, publicFiles } from './check-live.ts';
import { closeContained } from './close-contained.ts';
import { deployToProduction, isTested, type TestedVersion } from './deploy-production.ts';
import type { EnsureAppDeps } from './ensure-app.ts';
import { refuseDeleted } from './life/app-ending.ts';
import { inLiveTurn } from './life/live-app.ts';
import type { ArtifactDeps } from './load-artifact.ts';
import { missingSecrets, sayMissing } from './secrets/app-secrets.ts';

export interface PromoteDeps extends EnsureAppDeps, ArtifactDeps, DataDeps {
  readonly appSecrets: AppSecrets;
  readonly appHost: AppHost;
  readonly codeHost: CodeHost;
  readonly pageFetcher: PageFetcher;
}

type Signalled = { readonly signal: AbortSignal };

/** The version that a pull request proposes, and where; NotFound when the app has none of that number. */
export function proposalOf(
  app: AppRecord,
  number: number,
): { readonly version: AppVersion; readonly repository: string } {
  const version = app.versions.find((candidate) => candidate.pull_number === number);
  if (version === undefined || app.repository === null) {
    throw new NotFound('pull_not_found', `${app.slug} has no pull request ${number}.`);
  }
  return { version, repository: app.repository };
}

/** A pull request of an app as its code host has it, draft ones of failed missions too. */
export const requirePull =
  (deps: { readonly codeHost: CodeHost }) =>
  async (app: AppRecord, number: number, signal: AbortSignal): Promise<PullRequest> => {
    const pull =
      app.repository === null
        ? undefined
        : await deps.codeHost.findPullRequest(app.repository, number, signal);
    if (pull === undefined)
      throw new NotFound('pull_not_found', `${app.slug} has no pull request ${number}.`);
    return pull;
  };

/** Merges an app's pull request and promotes the artifact that was tested with it. Merging a merged one promotes nothing again. */
export const mergePull =
  (deps: PromoteDeps) =>
  async (
    input: { readonly actor: string; readonly app: AppRecord; readonly number: number },
    { signal }: Signalled,
  ): Promise<PullRequest> => {
    const { actor, app, number } = input;
    refuseDeleted(app);
    const pull = await requirePull(deps)(app, number, signal);
    if (!pull.isIntoDefault)
      throw new Conflict(
        'pull_into_other_branch',
        'This pull request does not go into the default branch; only what is merged there goes live.',
      );
    if (pull.isDraft)
      throw new Conflict('pull_is_draft', 'This draft did not pass, so its pull request cannot be merged.');
    const { version, repository } = proposalOf(app, number);
    if (pull.state === 'closed')
      throw new Conflict('pull_closed', 'This pull request is closed; it cannot be merged.');
    if (pull.state === 'open') await refuseUnset(deps, app, version, signal);
    const { mergeSha } = await deps.codeHost.merge(repository, number, signal);
    const fact = {
      event: 'pull-request-merged',
      message: `Pull request ${number} was merged.`,
      data: { mission_id: version.mission_id, number, merge_sha: mergeSha },
    } as const;
    await appendAppFact(deps)(app.app_id, actor, fact, signal);
    const promotion = { actor, version, repository, mergeSha };
    await inLiveTurn(deps)(
      app,
      async (live, held) => {
        if (!(await isDecided(deps, live, version, held)))
          await promoteMerged(deps, { ...promotion, app: live }, held);
      },
      signal,
    );
    // A courtesy: what is merged and live stays so.
    await closeContained(deps)({ app, version, repository, number }, signal).catch(() => undefined);
    return requirePull(deps)(app, number, signal);
  };

/** An app that lacks a secret would be live and fail. */
async function refuseUnset(
  deps: PromoteDeps,
  app: AppRecord,
  version: AppVersion,
  signal: AbortSignal,
): Promise<void> {
  const missing = await missingSecrets(deps)(app, version, signal);
  if (missing.length > 0)
    throw new Conflict('secrets_missing', `${sayMissing(missing)} Then merge again.`, {
      details: { missing },
    });
}

/** Whether a version was promoted, or refused, by its merge; what a person rolled back since stays rolled back. */
async function isDecided(
  deps: PromoteDeps,
  app: AppRecord,
  version: AppVersion,
  signal: AbortSignal,
): Promise<boolean> {
  const events = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, signal);
  return events.some((told) => isPromotion(told) && told.data.mission_id === version.mission_id);
}

async function promoteMerged(
  deps: PromoteDeps,
  input: {
    readonly actor: string;
    readonly app: AppRecord;
    readonly version: AppVersion;
    readonly repository: string;
    readonly mergeSha: string;
  },
  signal: AbortSignal,
): Promise<void> {
  const { actor, app, version, repository, mergeSha } = input;
  const files = await deps.codeHost.readTree(repository, mergeSha, signal);
  const merged = treeSha256(deps.digest, files);
  const missing = await missingSecrets(deps)(app, version, signal);
  const why =
    isTested(version) && merged === version.tree_sha256
      ? (whyUnset(missing) ?? (await bringData(deps, { app, version, files }, signal)))
      : whyNotTested(version);
  if (isTested(version) && why === undefined) {
    await putIntoProduction(deps)({ actor, app, version, event: 'app-promoted' }, signal);
    return;
  }
  const data = {
    mission_id: version.mission_id,
    merged_tree_sha256: merged,
    tree_sha256: version.tree_sha256,
  };
  const message = `Not promoted: ${why}`;
  await appendAppFact(deps)(app.app_id, 'gantry', { event: 'promotion-refused', message, data }, signal);
}

const whyNotTested = (version: AppVersion): string =>
  isTested(version)
    ? 'what was merged is not what was tested. Ask for the change again on the version that is live, and merge that.'
    : 'this mission has no tested artifact.';

const whyUnset = (missing: readonly string[]): string | undefined =>
  missing.length === 0
    ? undefined
    : `${sayMissing(missing)} Then roll back to this version, which makes it live.`;

/** Brings production's data to what was merged, and tells the app's story of it; why not, where that cannot be done. */
export async function bringData(
  deps: PromoteDeps,
  input: { readonly app: AppRecord; readonly version: AppVersion; readonly files: readonly SourceFile[] },
  signal: AbortSignal,
): Promise<string | undefined> {
  const { app, version, files } = input;
  const reason = `Before pull request ${version.pull_number} went live`;
  const outcome = await productionData(deps)({ appId: app.app_id, files, reason }, signal);
  if (outcome.kind === 'refused')
    return `its data cannot follow. ${outcome.message} Ask for that change, and merge it.`;
  if (outcome.kind === 'none') return undefined;
  const { ran, restorePointId } = outcome;
  const fact = {
    event: 'data-migrated',
    message:
      ran.length === 0
        ? 'The data was kept; its tables stay as they are.'
        : `The data was kept and changed by ${ran.join(', ')}.`,
    data: { mission_id: version.mission_id, restore_point_id: restorePointId, ran },
  } as const;
  await appendAppFact(deps)(app.app_id, 'gantry', fact, signal);
  return undefined;
}

/** Deploys a version's tested artifact with target production, looks at it from outside, and notes it in the app's row and story. Only in a turn. */
export const putIntoProduction =
  (deps: PromoteDeps) =>
  async (
    input: {
      readonly actor: string;
      readonly app: AppRecord;
      readonly version: TestedVersion;
      readonly event: 'app-promoted' | 'app-rolled-back';
    },
    signal: AbortSignal,
  ): Promise<AppRecord> => {
    const { app, version } = input;
    const { files, stableUrl, deploymentId } = await deployToProduction(deps)(input, signal);
    const live = await changeApp(deps)(
      app.owner,
      app.slug,
      (row) => ({ ...row, live_mission: version.mission_id }),
      signal,
    );
    await compareServed(deps.pageFetcher)(stableUrl, publicFiles(files), signal);
    await askProduction(deps, version, { url: stableUrl, files }, signal);
    const data = {
      mission_id: version.mission_id,
      artifact_sha256: version.artifact_sha256,
      deployment_id: deploymentId,
      url: stableUrl,
    };
    const message =
      input.event === 'app-promoted' ? `Live at ${data.url}.` : `Rolled back; live at ${data.url}.`;
    await appendAppFact(deps)(app.app_id, input.actor, { event: input.event, message, data }, signal);
    return live;
  };

/** What held in the pod is asked again where it changes nothing; a mission of version 0.1 has nothing of the kind. */
async function askProduction(
  deps: PromoteDeps,
  version: TestedVersion,
  served: { readonly url: string; readonly files: readonly ArtifactFile[] },
  signal: AbortSignal,
): Promise<void> {
  const mission = await readMission(deps)(version.mission_id, { signal });
  if (mission.spec === undefined) return;
  const known = await heldChecks(deps)(mission, signal);
  await askFunctions(deps.pageFetcher)({ ...known, ...served, target: 'production' }, signal);
}
