import { type DataDeps, type DataEnvironment, previewData } from '../data/apps-data.ts';
import { loadDraft } from '../draft/draft-store.ts';
import { Conflict } from '../errors.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import type { AppHost, HostedApp } from '../ports/app-host.ts';
import type { AppRecord } from './app.ts';
import { changeApp } from './app-records.ts';
import { appendAppFact } from './append-app-fact.ts';
import type { EnsureAppDeps } from './ensure-app.ts';
import { ensureApp } from './ensure-app.ts';
import type { ArtifactDeps } from './load-artifact.ts';
import { loadArtifact } from './load-artifact.ts';

export interface DeployDeps extends EnsureAppDeps, ArtifactDeps, DataDeps {
  readonly appHost: AppHost;
}

/** What a mission's tests passed: the only thing that ships. */
export function testedVersion(mission: Mission): {
  readonly attempt: number;
  readonly treeSha256: string;
  readonly artifactSha256: string;
} {
  const { attempt, draft, report } = currentAttempt(mission);
  if (
    report?.outcome !== 'passed' ||
    report.artifact_sha256 === null ||
    draft?.tree_sha256 !== report.tree_sha256
  ) {
    throw new Conflict('nothing_to_ship', 'Only what passed its tests is shipped.');
  }
  return { attempt, treeSha256: report.tree_sha256, artifactSha256: report.artifact_sha256 };
}

/** The stage that puts a preview online. Its intent is on record before the call, so that a mission which ended cannot ship late. */
export const deployApp =
  (deps: DeployDeps) =>
  async ({ mission_id: missionId }: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const mission = await readMission(deps)(missionId, { signal });
    if (mission.deployment !== undefined) return goTo(missionId, 'check');
    const tested = testedVersion(mission);
    const files = await loadArtifact(deps)({ missionId, ...tested }, signal);
    const app = await ensureApp(deps)(mission, signal);
    const { app_id, slug, title } = app;
    const intent = {
      kind: 'intend-deploy',
      data: { app: { app_id, slug, title }, artifact_sha256: tested.artifactSha256 },
    } as const;
    await runCommand(deps)({ missionId, command: intent, actor: 'gantry' }, { signal });
    const hosted = await ensureProject(deps, app, signal);
    const environment = await environmentOf(deps, mission, app, signal);
    const deployment = await deps.appHost.deploy(
      {
        projectId: hosted.projectId,
        appId: app_id,
        missionId,
        stack: app.stack,
        artifactSha256: tested.artifactSha256,
        files,
        target: 'preview',
        environment,
        ...(mission.spec && { needs: mission.spec.needs }),
      },
      signal,
    );
    const data = {
      deployment_id: deployment.deploymentId,
      url: deployment.url,
      artifact_sha256: tested.artifactSha256,
      host: deps.appHost.name,
    };
    const fact = {
      event: 'preview-deployed',
      message: `A preview is at ${deployment.url}.`,
      data: { mission_id: missionId, ...data },
    } as const;
    await appendAppFact(deps)(app_id, 'gantry', fact, signal);
    await runCommand(deps)(
      { missionId, command: { kind: 'record-preview', data }, actor: 'gantry' },
      { signal },
    );
    return goTo(missionId, 'check');
  };

/** The data of the preview, made ready for what was tested. */
async function environmentOf(
  deps: DeployDeps,
  mission: Mission,
  app: AppRecord,
  signal: AbortSignal,
): Promise<DataEnvironment> {
  const { missionId } = mission;
  const { attempt, treeSha256: tree_sha256 } = testedVersion(mission);
  const { files } = await loadDraft(deps)(missionId, { attempt, tree_sha256 }, signal);
  return previewData(deps)({ appId: app.app_id, missionId, files }, signal);
}

/** The app's project at its host, made once; its row remembers it. */
export async function ensureProject(
  deps: EnsureAppDeps & { readonly appHost: AppHost },
  app: AppRecord,
  signal: AbortSignal,
): Promise<HostedApp> {
  if (app.project_id !== null && app.stable_url !== null)
    return { projectId: app.project_id, stableUrl: app.stable_url };
  const hosted = await deps.appHost.ensureProject(
    { appId: app.app_id, name: app.slug, title: app.title },
    signal,
  );
  const change = (row: AppRecord): AppRecord => ({
    ...row,
    project_id: hosted.projectId,
    stable_url: hosted.stableUrl,
  });
  await changeApp(deps)(app.owner, app.slug, change, signal);
  return hosted;
}
