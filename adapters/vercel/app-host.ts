import { DependencyRefused } from '../../core/errors.ts';
import type { AppHost, HostedApp } from '../../core/ports/app-host.ts';
import { connect, type VercelConfig } from './connection.ts';
import { ensureDeployment, standsAt } from './deployment.ts';
import { pageAddress } from './page-address.ts';
import { placeholderFiles, placeholderSha256 } from './placeholder.ts';
import { findOrMakeProject, getProject, openToPublic, stableHost } from './project.ts';
import { keepSecrets } from './secrets.ts';
import { endDeployments, removeProject } from './take-down.ts';

/** Vercel over its REST API. Uploads finished artifacts: Vercel builds nothing, and serves the bytes that were tested. */
export const vercelAppHost = (config: VercelConfig): AppHost => ({
  name: 'vercel',
  ensureProject: projectKeeper(config),
  deploy: deployer(config),
  takeDown: (project, signal) => endDeployments(connect(config, signal), project),
  remove: (project, signal) => removeProject(connect(config, signal), project),
});

const projectKeeper =
  (config: VercelConfig): AppHost['ensureProject'] =>
  async (app, signal): Promise<HostedApp> => {
    const vercel = connect(config, signal);
    const { id: projectId, name: projectName } = await findOrMakeProject(vercel, app);
    await openToPublic(vercel, projectId);
    // A project's first deployment goes to production whatever it asks for: this must not be a mission's.
    const placeholder = {
      gantryAppId: app.appId,
      gantryMissionId: 'placeholder',
      gantryArtifactSha256: placeholderSha256,
      gantryTarget: 'production',
    } as const;
    await ensureDeployment(
      vercel,
      { projectId, projectName, mark: placeholder, stack: 'static', files: placeholderFiles },
      { config, signal },
    );
    return { projectId, stableUrl: pageAddress(await stableHost(vercel, projectId)) };
  };

const deployer =
  (config: VercelConfig): AppHost['deploy'] =>
  async (request, signal) => {
    const vercel = connect(config, signal);
    const { projectId, stack, files, target } = request;
    const project = await getProject(vercel, projectId);
    if (project === undefined)
      throw new DependencyRefused(
        'vercel-project-gone',
        'The app has no Vercel project any more. Deploy the app again.',
      );
    const mark = {
      gantryAppId: request.appId,
      gantryMissionId: request.missionId,
      gantryArtifactSha256: request.artifactSha256,
      gantryTarget: target,
      ...(request.secretsSetAt !== undefined && { gantrySecretsSetAt: request.secretsSetAt }),
    };
    if (target === 'production' && request.needs?.secrets.length)
      await keepSecrets(vercel, projectId, request.secrets ?? {});
    const patience = { config, signal };
    const { deploymentId, url, isNew } = await ensureDeployment(
      vercel,
      {
        projectId,
        projectName: project.name,
        mark,
        stack,
        files,
        ...(request.environment !== undefined && { environment: request.environment }),
      },
      patience,
    );
    if (target === 'production') {
      const host = await stableHost(vercel, projectId);
      await standsAt(vercel, host, { projectId, deploymentId, isNew }, patience);
    }
    return { deploymentId, url };
  };
