import { type DataDeps, productionEnvironment } from '../data/apps-data.ts';
import type { AppHost } from '../ports/app-host.ts';
import type { AppSecrets } from '../ports/app-secrets.ts';
import { needsNothing } from '../wire/spec.ts';
import type { AppRecord, AppVersion } from './app.ts';
import { ensureProject } from './deploy-app.ts';
import type { EnsureAppDeps } from './ensure-app.ts';
import type { ArtifactDeps } from './load-artifact.ts';
import { loadArtifact } from './load-artifact.ts';
import { lastSetAt } from './secrets/app-secrets.ts';

interface ProductionDeps extends EnsureAppDeps, ArtifactDeps, DataDeps {
  readonly appSecrets: AppSecrets;
  readonly appHost: AppHost;
}

/** A version whose artifact passed its tests. */
export type TestedVersion = AppVersion & { readonly artifact_sha256: string };

/** Whether there is something to put into production. */
export function isTested(version: AppVersion): version is TestedVersion {
  return version.artifact_sha256 !== null;
}

/** Deploys a version's tested artifact to the stable address, with production's data and the secrets that it was agreed to need; the same again is the same deployment. */
export const deployToProduction =
  (deps: ProductionDeps) =>
  async (
    { app, version }: { readonly app: AppRecord; readonly version: TestedVersion },
    signal: AbortSignal,
  ) => {
    const { mission_id: missionId, attempt, artifact_sha256: artifactSha256 } = version;
    const files = await loadArtifact(deps)({ missionId, attempt, artifactSha256 }, signal);
    const { projectId, stableUrl } = await ensureProject(deps, app, signal);
    const environment = await productionEnvironment(deps)({ appId: app.app_id }, signal);
    const { needs = needsNothing } = version;
    const names = needs.secrets.map(({ name }) => name);
    const secrets = await deps.appSecrets.read(app.app_id, names, signal);
    const secretsSetAt = await lastSetAt(deps)(app, names, signal);
    const { deploymentId } = await deps.appHost.deploy(
      {
        projectId,
        appId: app.app_id,
        missionId,
        stack: app.stack,
        artifactSha256,
        files,
        target: 'production',
        environment,
        needs,
        secrets,
        ...(secretsSetAt !== undefined && { secretsSetAt }),
      },
      signal,
    );
    return { files, stableUrl, deploymentId };
  };
